package catalog

import (
	"reflect"
	"testing"
)

// Every field of a patch is one that can be undone.
func TestFieldsCoverThePatch(t *testing.T) {
	kind := reflect.TypeFor[AssetPatch]()
	for i := range kind.NumField() {
		f := kind.Field(i)
		if f.Type.Kind() != reflect.Pointer || !f.IsExported() {
			continue
		}
		var p AssetPatch
		reflect.ValueOf(&p).Elem().Field(i).Set(reflect.New(f.Type.Elem()))
		var names []string
		for _, field := range fields() {
			if field.given(p) {
				names = append(names, field.name)
			}
		}
		if len(names) != 1 {
			t.Errorf("%s is told by the fields %v, want one", f.Name, names)
		}
	}
}
