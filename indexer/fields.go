package indexer

// fieldRecorded is the name of the date in typed queries; it is no facet.
const fieldRecorded Field = "recorded"

// fieldName gives the field that a folded name in a typed query stands for: the names of the outside contract, and
// Norwegian ones in both standards.
func fieldName(name string) (Field, bool) {
	switch name {
	case "library", "bibliotek", "biblioteket", "filial", "sted", "stad":
		return FieldLibrary, true
	case "presenter", "formidler", "formidlar", "person", "med", "hvem", "kven":
		return FieldPresenter, true
	case "book", "bok", "boka", "isbn":
		return FieldBook, true
	case "author", "forfatter", "forfattar", "av":
		return FieldAuthor, true
	case "content_type", "type", "innholdstype", "innhaldstype":
		return FieldContentType, true
	case "kind", "medium", "media", "format", "slag":
		return FieldKind, true
	case "series", "serie", "konsept":
		return FieldSeries, true
	case "recording_day", "innspillingsdag", "innspelingsdag", "opptaksdag":
		return FieldRecordingDay, true
	case "tag", "emne", "emneord", "knagg", "emneknagg", "stikkord":
		return FieldTag, true
	case "language", "sprak", "malform":
		return FieldLanguage, true
	case "orientation", "retning":
		return FieldOrientation, true
	case "clearance", "klarert", "avklart":
		return FieldClearance, true
	case "state", "status", "tilstand":
		return FieldState, true
	case "used", "brukt":
		return FieldUsed, true
	case "shot", "innslag":
		return FieldShot, true
	case "missing", "mangler", "manglar":
		return FieldMissing, true
	case "editing", "redigering":
		return FieldEditing, true
	case "review", "gjennomsyn":
		return FieldReview, true
	case "cleared_for", "klarert_for", "kanal", "channel":
		return FieldClearedFor, true
	case "picked", "valgt", "valgt_ut", "redaktorens_valg":
		return FieldPicked, true
	case "stale", "utdatert", "foreldet":
		return FieldStale, true
	case "title", "tittel":
		return FieldTitle, true
	case "recorded", "date", "dato", "ar", "year", "tatt", "opptak":
		return fieldRecorded, true
	}
	return "", false
}

// isCode tells whether the values of a field are codes rather than names of something.
func isCode(f Field) bool {
	switch f {
	case FieldContentType, FieldKind, FieldLanguage, FieldOrientation, FieldClearance, FieldState, FieldUsed, FieldShot, FieldMissing, FieldEditing,
		FieldReview, FieldClearedFor, FieldPerson, FieldPicked, FieldStale:
		return true
	}
	return false
}
