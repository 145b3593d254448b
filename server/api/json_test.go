package api

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"testing/quick"
	"time"
)

// TestBodiesAreWrittenAsByTheStandardLibrary fills every member of every body that writes itself, at random.
func TestBodiesAreWrittenAsByTheStandardLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		var a asset
		var s searchResult
		fillAtRandom(r, reflect.ValueOf(&a).Elem())
		fillAtRandom(r, reflect.ValueOf(&s).Elem())
		for _, body := range []jsonBody{a, s} {
			var want, got bytes.Buffer
			enc := json.NewEncoder(&want)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(body); err != nil {
				t.Fatal(err)
			}
			if err := jsonFormat().Marshal(&got, body); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				t.Fatalf("%T: got\n%s\nwant\n%s", body, got.String(), want.String())
			}
		}
	}
}

// fillAtRandom fills a value: pointers and lists are nil now and then.
func fillAtRandom(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(randomText(r))
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64() - r.Int64())
	case reflect.Float64:
		v.SetFloat((r.Float64() - 0.5) * 1e22)
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fillAtRandom(r, v.Elem())
		}
	case reflect.Slice:
		if r.IntN(4) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
			for i := range v.Len() {
				fillAtRandom(r, v.Index(i))
			}
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, name := range []string{"library", "book", "tag"} {
			value := reflect.New(v.Type().Elem()).Elem()
			fillAtRandom(r, value)
			v.SetMapIndex(reflect.ValueOf(name), value)
		}
	case reflect.Struct:
		fillMembers(r, v)
	}
}

func fillMembers(r *rand.Rand, v reflect.Value) {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		*p = time.Unix(r.Int64N(1<<33), r.Int64N(1e9)).In(time.FixedZone("", r.IntN(1440)*60-43200))
	case *nullable[reference]:
		fillAtRandom(r, reflect.ValueOf(&p.value).Elem())
	case *nullable[point]:
		fillAtRandom(r, reflect.ValueOf(&p.value).Elem())
	default:
		for i := range v.NumField() {
			fillAtRandom(r, v.Field(i))
		}
	}
}

// randomText leaves out what only a nullable of the standard library escapes, for HTML.
func randomText(r *rand.Rand) string {
	parts := []string{"å", "Ø", `"`, `\`, "\n", "\x00", "\x1f", "\u2028", "\u2029", "\xff", "\ufffd", "😀", "abc", "\x7f"}
	var s string
	for range r.IntN(6) {
		s += parts[r.IntN(len(parts))]
	}
	return s
}

func TestTextsAreQuotedAsByTheStandardLibrary(t *testing.T) {
	same := func(b []byte) bool {
		var w jsonWriter
		w.quote(string(b))
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		return enc.Encode(string(b)) == nil && string(w.b)+"\n" == want.String()
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
}
