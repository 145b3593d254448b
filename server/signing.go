package main

import (
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/mail"
)

// How often consents and letters are looked after.
const (
	lettersEvery = 15 * time.Second
	settleEvery  = time.Minute
	warnEvery    = 24 * time.Hour
	dueEvery     = 15 * time.Minute
)

// serveSigning builds the services by which people agree themselves to be shown, and the letters to them.
func (a *app) serveSigning(key []byte) error {
	db, s, mails := a.db, &a.services, a.cfg.mail()
	s.consentTexts = catalog.NewConsentTexts(db.ConsentTexts(), s.due.Zone, now)
	s.signings = catalog.NewSignings(catalog.SigningDeps{Store: db.Signings(), Endings: db.Endings(), Invitations: db.Invitations(), Days: db.RecordingDays(),
		Consents: s.consents, Texts: s.consentTexts, Documents: s.documents, ReuseLinks: s.reuseLinks, Records: db.Records(), TakeDowns: db.TakeDowns(), Key: key, Controller: a.cfg.Controller,
		Mail: mails.On(), NewID: newID})
	s.endings = catalog.NewEndings(db.Endings(), db.Users(), mails.On(), now, newID)
	s.dueReaders = catalog.NewDueReaders(catalog.DueReaderDeps{Store: db.DueReaders(), Users: db.Users(), Due: s.due, Key: key, Mail: mails.On(), NewID: newID})
	s.answerReaders = catalog.NewAnswerReaders(catalog.AnswerReaderDeps{Store: db.AnswerReaders(), Users: db.Users(), Posts: db.Posts(), Key: key, Zone: s.due.Zone, Mail: mails.On(), Now: now, NewID: newID})
	if !mails.On() {
		return nil
	}
	postman, err := mail.New(mails, a.words)
	if err != nil {
		return err
	}
	s.letters = catalog.NewLetters(db.Letters(), s.signings, s.dueReaders, s.answerReaders, postman, now, a.log)
	return nil
}

// chores are what comes back by the clock.
func (a *app) chores() []ingest.Chore {
	out := []ingest.Chore{{Name: "settle signatures", Every: settleEvery, Do: a.signings.Settle}, {Name: "warn of consents that end", Every: warnEvery, Do: a.endings.Warn},
		{Name: "remove files of kits", Every: sweepKitsEvery, Do: a.kitFiles.Sweep}}
	if a.letters != nil {
		out = append(out, ingest.Chore{Name: "write what is due", Every: dueEvery, Do: a.dueReaders.Write}, ingest.Chore{Name: "remind of comments", Every: dueEvery, Do: a.answerReaders.Write},
			ingest.Chore{Name: "send letters", Every: lettersEvery, Do: a.letters.Send})
	}
	return out
}
