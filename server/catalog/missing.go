package catalog

// MissingFields lists what can be missing from the description of an asset, as codes of the filter ByMissing.
func MissingFields() []string {
	return []string{"title", "presenter", "book", "library", "content_type", "series", "recording_day", "shot", "tag", "language",
		"credit_line", "alt_text", "captions", "visuals_spoken", "people"}
}

// Missing names what is missing from the description: also who is shown, while nobody has looked, and what is owed to those
// who do not see or hear. Alternative texts are for the posters of clips, too.
func (a Asset) Missing() []string {
	there := map[string]bool{
		"title": a.Title != "", "presenter": len(a.Presenters) > 0, "book": len(a.Books) > 0, "library": len(a.Libraries) > 0,
		"content_type": a.ContentType != "", "series": a.Series.ID != "", "recording_day": a.RecordingDay.ID != "", "shot": a.Shot.ID != "",
		"tag": len(a.Tags) > 0, "language": a.Language != "", "credit_line": a.CreditLine != "", "alt_text": a.AltText != "" || a.Decorative || a.Kind == Audio,
		"captions": a.meets(DutyCaptions), "visuals_spoken": a.meets(DutyVisuals), "people": a.assessed(),
	}
	var out []string
	for _, name := range MissingFields() {
		if !there[name] {
			out = append(out, name)
		}
	}
	return out
}

// assessed reports whether somebody has said who can be recognised.
func (a Asset) assessed() bool {
	return len(a.People) > 0 || a.PeopleStatus != PeopleNotAssessed && a.PeopleStatus != ""
}
