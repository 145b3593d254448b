package indexer

import index "github.com/blevesearch/bleve_index_api"

// termField is a field of a bleve document whose terms are known already.
type termField struct {
	name  string
	terms index.TokenFrequencies
}

func (f *termField) Name() string             { return f.name }
func (f *termField) ArrayPositions() []uint64 { return nil }
func (f *termField) Options() index.FieldIndexingOptions {
	return index.IndexField | index.SkipFreqNorm
}
func (f *termField) Analyze()                                         {}
func (f *termField) Value() []byte                                    { return nil }
func (f *termField) NumPlainTextBytes() uint64                        { return 0 }
func (f *termField) Size() int                                        { return 100 * len(f.terms) } // about
func (f *termField) EncodedFieldType() byte                           { return 't' }
func (f *termField) AnalyzedLength() int                              { return 0 }
func (f *termField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }

// storedField is a field of a bleve document that is kept as it is and never searched.
type storedField struct {
	name  string
	value []byte
}

func (f *storedField) Name() string                                     { return f.name }
func (f *storedField) ArrayPositions() []uint64                         { return nil }
func (f *storedField) Options() index.FieldIndexingOptions              { return index.StoreField }
func (f *storedField) Analyze()                                         {}
func (f *storedField) Value() []byte                                    { return f.value }
func (f *storedField) NumPlainTextBytes() uint64                        { return 0 }
func (f *storedField) Size() int                                        { return len(f.value) }
func (f *storedField) EncodedFieldType() byte                           { return 't' }
func (f *storedField) AnalyzedLength() int                              { return 0 }
func (f *storedField) AnalyzedTokenFrequencies() index.TokenFrequencies { return nil }
