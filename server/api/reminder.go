package api

import "context"

// reminders are the letters to somebody for whom comments wait.
type reminders struct {
	On   bool `json:"on" doc:"A letter comes on the day by which the comments of your posts should be answered."`
	Sent bool `json:"sent" doc:"This installation sends letters."`
}

type remindersInput struct {
	Body struct {
		On bool `json:"on"`
	}
}

func (r *routes) reminders(ctx context.Context, c call, _ *none) (*answer[reminders], error) {
	on, err := r.AnswerReaders.Wants(ctx, c.actor)
	return answerWith(reminders{On: on, Sent: r.AnswerReaders.Mail}), err
}

func (r *routes) setReminders(ctx context.Context, c call, in *remindersInput) (*answer[reminders], error) {
	err := r.AnswerReaders.SetWants(ctx, c.actor, in.Body.On)
	return answerWith(reminders{On: in.Body.On, Sent: r.AnswerReaders.Mail}), err
}
