package catalog

// MissingFields lists what can be missing from the description of an asset, as codes of the filter ByMissing.
func MissingFields() []string {
	return []string{"title", "presenter", "book", "library", "content_type", "series", "recording_day", "shot", "tag", "language",
		"credit_line", "alt_text", "captions"}
}

// Missing names what is missing from the description. Alternative texts are for what is seen, captions for what is heard
// in a clip.
func (a Asset) Missing() []string {
	there := map[string]bool{
		"title": a.Title != "", "presenter": len(a.Presenters) > 0, "book": len(a.Books) > 0, "library": len(a.Libraries) > 0,
		"content_type": a.ContentType != "", "series": a.Series.ID != "", "recording_day": a.RecordingDay.ID != "", "shot": a.Shot.ID != "",
		"tag": len(a.Tags) > 0, "language": a.Language != "", "credit_line": a.CreditLine != "", "alt_text": a.AltText != "" || a.Kind == Audio,
		"captions": len(a.Captions) > 0 || a.Kind != Video,
	}
	var out []string
	for _, name := range MissingFields() {
		if !there[name] {
			out = append(out, name)
		}
	}
	return out
}
