package api

// writeJSON implements jsonBody.
func (a asset) writeJSON(w *jsonWriter) { a.write(w) }

func (a *asset) write(w *jsonWriter) {
	w.object(func() {
		a.writeState(w)
		a.writeDescription(w)
		a.writeReferences(w)
		a.writeOrigin(w)
		a.writeFiles(w)
		a.writeUse(w)
	})
}

func (a *asset) writeState(w *jsonWriter) {
	w.text("id", a.ID)
	w.text("state", a.State)
	w.number("progress", int64(a.Progress))
	orNil(w, "failure", a.Failure, w.text)
	w.text("kind", a.Kind)
}

func (a *asset) writeDescription(w *jsonWriter) {
	w.text("title", a.Title)
	w.text("description", a.Description)
	w.text("alt_text", a.AltText)
	orNil(w, "content_type", a.ContentType, w.text)
}

func (a *asset) writeReferences(w *jsonWriter) {
	items(w, "libraries", a.Libraries, func(l *libraryReference) {
		w.object(func() { w.text("id", l.ID); w.text("slug", l.Slug); w.text("name", l.Name) })
	})
	items(w, "presenters", a.Presenters, w.reference)
	items(w, "books", a.Books, func(b *bookReference) {
		w.object(func() { w.text("id", b.ID); w.text("title", b.Title); w.texts("authors", b.Authors) })
	})
	w.referenceOrNull("series", a.Series)
	w.referenceOrNull("recording_day", a.RecordingDay)
	w.referenceOrNull("shot", a.Shot)
	w.texts("tags", a.Tags)
	orNil(w, "language", a.Language, w.text)
}

func (a *asset) writeOrigin(w *jsonWriter) {
	orNil(w, "recorded_at", a.RecordedAt, w.time)
	orNil(w, "recorded_at_source", a.RecordedAtSource, w.text)
	w.text("credit_line", a.CreditLine)
	w.text("creator", a.Creator)
	w.text("inspired_by", a.InspiredBy)
	w.text("usage_terms", a.UsageTerms)
	orNil(w, "music", a.Music, w.text)
	w.text("music_source", a.MusicSource)
	orNil(w, "ai", a.AI, w.text)
	w.yes("book_cover", a.BookCover)
	orNil(w, "embargo_until", a.EmbargoUntil, w.time)
	orNil(w, "rights_until", a.RightsUntil, w.time)
	w.yes("editors_pick", a.EditorsPick)
	items(w, "facts", a.Facts, func(f *fact) {
		w.object(func() {
			w.text("id", f.ID)
			w.text("kind", f.Kind)
			w.text("text", f.Text)
			orNil(w, "check_on", f.CheckOn, w.text)
			w.text("state", f.State)
			w.text("by", f.By)
			w.time("at", f.At)
		})
	})
	w.yes("stale", a.Stale)
	orNil(w, "check_on", a.CheckOn, w.text)
	w.yes("decorative", a.Decorative)
	orNil(w, "speech", a.Speech, w.text)
	orNil(w, "visuals_spoken", a.VisualsSpoken, w.text)
	w.text("people_status", a.PeopleStatus)
	w.text("people_note", a.PeopleNote)
	items(w, "people", a.People, w.reference)
	orNil(w, "editing", a.Editing, w.text)
	orNil(w, "review", a.Review, w.text)
	w.text("sent_by", a.SentBy)
	w.text("sent_note", a.SentNote)
	w.texts("inherited", a.Inherited)
}

func (a *asset) writeFiles(w *jsonWriter) {
	if w.name("focal_point"); a.FocalPoint.value == nil {
		w.null()
	} else {
		w.object(func() { w.fraction("x", a.FocalPoint.value.X); w.fraction("y", a.FocalPoint.value.Y) })
	}
	orNil(w, "poster_at", a.PosterAt, w.fraction)
	items(w, "captions", a.Captions, func(c *caption) {
		w.object(func() { w.text("language", c.Language); w.text("url", c.URL); w.time("updated_at", c.UpdatedAt) })
	})
	orNil(w, "orientation", a.Orientation, w.text)
	w.original(&a.Original)
	items(w, "renditions", a.Renditions, w.rendition)
	items(w, "orders", a.Orders, func(o *order) {
		w.object(func() {
			w.text("name", o.Name)
			w.number("progress", int64(o.Progress))
			orNil(w, "failure", o.Failure, w.text)
		})
	})
	orNil(w, "placeholder", a.Placeholder, w.text)
}

func (a *asset) writeUse(w *jsonWriter) {
	w.name("usage")
	w.object(func() {
		w.number("count", int64(a.Usage.Count))
		orNil(w, "last_posted_at", a.Usage.LastPostedAt, w.time)
	})
	w.name("clearance")
	w.object(func() {
		w.yes("cleared", a.Clearance.Cleared)
		w.texts("channels", a.Clearance.Channels)
		w.texts("reasons", a.Clearance.Reasons)
		orNil(w, "until", a.Clearance.Until, w.time)
	})
	orNil(w, "duplicate_of", a.DuplicateOf, w.text)
	orNil(w, "derived_from", a.DerivedFrom, w.text)
	w.text("created_by", a.CreatedBy)
	w.time("created_at", a.CreatedAt)
	w.time("updated_at", a.UpdatedAt)
	orNil(w, "binned_at", a.BinnedAt, w.time)
	w.number("version", int64(a.Version))
}

func (w *jsonWriter) reference(r *reference) {
	w.object(func() { w.text("id", r.ID); w.text("name", r.Name) })
}

func (w *jsonWriter) referenceOrNull(name string, r nullable[reference]) {
	if w.name(name); r.value == nil {
		w.null()
		return
	}
	w.reference(r.value)
}

func (w *jsonWriter) original(o *original) {
	w.name("original")
	w.object(func() {
		w.text("file_name", o.FileName)
		w.text("media_type", o.MediaType)
		w.number("size", o.Size)
		orNil(w, "width", o.Width, w.pixels)
		orNil(w, "height", o.Height, w.pixels)
		orNil(w, "duration", o.Duration, w.fraction)
		orNil(w, "sha256", o.SHA256, w.text)
		w.text("url", o.URL)
	})
}

func (w *jsonWriter) rendition(r *rendition) {
	w.object(func() {
		w.text("name", r.Name)
		w.text("url", r.URL)
		w.pixels("width", r.Width)
		w.pixels("height", r.Height)
		w.text("media_type", r.MediaType)
		orNil(w, "size", r.Size, w.number)
	})
}

func (w *jsonWriter) pixels(name string, n int) { w.number(name, int64(n)) }
