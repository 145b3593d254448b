package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// form reads a multipart form with a file and its description, in either order, without keeping the file anywhere.
type form struct {
	parts    *multipart.Reader
	metadata metadataReader
	patch    catalog.AssetPatch
	told     bool // the description has come
}

// newForm begins to read the form of a request.
func newForm(r *http.Request, metadata metadataReader) (*form, error) {
	parts, err := r.MultipartReader()
	switch {
	case errors.Is(err, http.ErrNotMultipart):
		return nil, catalog.NewError(catalog.UnsupportedMedia, catalog.KeyContentType, catalog.Args{"accepted": "multipart/form-data"})
	case err != nil:
		return nil, malformed(err)
	}
	return &form{parts: parts, metadata: metadata}, nil
}

func malformed(err error) error {
	return &catalog.Error{Code: catalog.Malformed, Key: catalog.KeyMalformed, Err: err}
}

// file reads on to the file.
func (f *form) file() (*multipart.Part, error) {
	part, err := f.next()
	if err == nil && part == nil {
		return nil, &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyNoFile,
			Fields: []catalog.FieldError{{Location: "file", Key: catalog.KeyRequired}}}
	}
	return part, err
}

// rest reads what follows the file, and gives the description if it came there.
func (f *form) rest() (catalog.AssetPatch, error) {
	before := f.told
	part, err := f.next()
	switch {
	case err != nil:
		return catalog.AssetPatch{}, err
	case part != nil:
		return catalog.AssetPatch{}, unknownPart("file")
	case before:
		return catalog.AssetPatch{}, nil
	}
	return f.patch, nil
}

// next finds the next file, reading descriptions on the way; nil at the end.
func (f *form) next() (*multipart.Part, error) {
	for {
		part, err := f.parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, nil
		case err != nil:
			return nil, malformed(err)
		case part.FormName() == "file":
			return part, nil
		case part.FormName() != "metadata" || f.told:
			return nil, unknownPart(part.FormName())
		}
		if f.patch, err = f.metadata.read(part); err != nil {
			return nil, err
		}
		f.told = true
	}
}

func unknownPart(name string) error {
	return catalog.NewError(catalog.Invalid, catalog.KeyUnknownField, catalog.Args{"field": name})
}

// metadataReader reads the description that comes with a file.
type metadataReader struct {
	registry huma.Registry
	schema   *huma.Schema
	zone     *time.Location
}

func (r *routes) metadataReader() metadataReader {
	return metadataReader{registry: r.registry(), schema: r.registry().Schema(reflect.TypeFor[assetPatch](), true, ""), zone: r.cfg.Zone}
}

// read reads a description as strictly as the body of a PATCH is read. An empty part says nothing.
func (m metadataReader) read(from io.Reader) (catalog.AssetPatch, error) {
	b, err := io.ReadAll(io.LimitReader(from, maxBody+1))
	switch {
	case err != nil:
		return catalog.AssetPatch{}, malformed(err)
	case len(b) > maxBody:
		return catalog.AssetPatch{}, catalog.NewError(catalog.TooLarge, catalog.KeyBodyTooLarge, catalog.Args{"max": int64(maxBody)})
	case len(bytes.TrimSpace(b)) == 0:
		return catalog.AssetPatch{}, nil
	}
	return m.parse(b)
}

func (m metadataReader) parse(b []byte) (catalog.AssetPatch, error) {
	var parsed any
	if err := json.Unmarshal(b, &parsed); err != nil {
		return catalog.AssetPatch{}, &catalog.Error{Code: catalog.Malformed, Key: catalog.KeyMetadataNotJSON, Err: err}
	}
	var found huma.ValidateResult
	huma.Validate(m.registry, m.schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, parsed, &found)
	if len(found.Errors) > 0 {
		return catalog.AssetPatch{}, refuseFields(refusedFields(details(found.Errors)))
	}
	var patch assetPatch
	if err := json.Unmarshal(b, &patch); err != nil {
		return catalog.AssetPatch{}, malformed(err)
	}
	return patch.patch(m.zone)
}

// details gives huma's errors as what they are.
func details(errs []error) []*huma.ErrorDetail {
	var out []*huma.ErrorDetail
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			out = append(out, d)
		}
	}
	return out
}
