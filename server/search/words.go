package search

import (
	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// words are what people type after a field's name for the codes that stand in documents: type:film finds videos.
func words() map[indexer.Field]map[string]string {
	return map[indexer.Field]map[string]string{
		indexer.FieldKind: {
			"bilde": "photo", "bilder": "photo", "bilete": "photo", "foto": "photo", "image": "photo",
			"film": "video", "klipp": "video", "clip": "video", "lyd": "audio", "podkast": "audio", "opptak": "audio",
		},
		indexer.FieldContentType: {
			"tilbud": "service_info", "tilbod": "service_info", "informasjon": "service_info", "service": "service_info",
			"litteratur": "literature", "formidling": "literature", "lesetips": "literature", "boktips": "literature",
			"relasjon": "relations", "relasjoner": "relations", "relasjonar": "relations",
		},
		indexer.FieldLanguage:    {"bokmål": "nb", "nynorsk": "nn", "engelsk": "en", "samisk": "se"},
		indexer.FieldOrientation: {"stående": "portrait", "ståande": "portrait", "liggende": "landscape", "liggande": "landscape", "kvadrat": "square"},
		indexer.FieldClearance:   {"klarert": catalog.ClearanceCleared, "ja": catalog.ClearanceCleared, "nei": catalog.ClearanceNotCleared},
		indexer.FieldClearedFor:  {"nettside": "website", "nettsted": "website", "nettstad": "website", "insta": "instagram", "trykk": "print", "skjerm": "screen", "internt": "internal"},
		indexer.FieldEditing:     {"rå": "raw", "råklipp": "raw", "redigert": "edited", "ferdig": "edited"},
		indexer.FieldReview:      {"venter": "waiting", "ventar": "waiting"},
		indexer.FieldMissing: {
			"tittel": "title", "formidler": "presenter", "formidlar": "presenter", "bok": "book", "bibliotek": "library",
			"innholdstype": "content_type", "innhaldstype": "content_type", "serie": "series", "innspillingsdag": "recording_day",
			"innspelingsdag": "recording_day", "emneord": "tag", "språk": "language", "kreditering": "credit_line",
			"alt-tekst": "alt_text", "alternativ": "alt_text", "teksting": "captions", "innslag": "shot", "personer": "people", "personar": "people",
		},
		indexer.FieldPicked: {"ja": indexer.PickedYes, "nei": indexer.PickedNo},
		indexer.FieldStale:  {"ja": catalog.StaleYes, "nei": catalog.StaleNo},
		indexer.FieldUsed:   {"aldri": indexer.UsedNever, "ja": indexer.UsedFew},
	}
}
