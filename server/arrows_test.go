package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/fellesmappa/fellesmappa/"

// arrows is the full list of what a package may import of ours. A package that is missing here is in no room.
var arrows = map[string][]string{
	"indexer":                {"indexer/nearby", "indexer/norwegian"},
	"indexer/nearby":         {},
	"indexer/norwegian":      {},
	"thumbs":                 {"thumbs/child", "thumbs/icc", "thumbs/isobmff", "thumbs/jpegenc", "thumbs/jpegscale", "thumbs/loopback", "thumbs/matroska", "thumbs/planar"},
	"thumbs/child":           {},
	"thumbs/icc":             {},
	"thumbs/isobmff":         {},
	"thumbs/jpegenc":         {},
	"thumbs/jpegscale":       {},
	"thumbs/loopback":        {},
	"thumbs/planar":          {},
	"thumbs/matroska":        {},
	"server/catalog":         {},
	"server/calendar":        {},
	"server/caption":         {"server/catalog"},
	"server/bookfinder":      {"server/catalog"},
	"server/mail":            {"server/catalog"},
	"server/storage":         {},
	"server/storage/gateway": {},
	"server/web/locale":      {},
	"server/demo":            {},
	"server/database":        {"server/catalog"},
	"server/database/blank":  {"server/database"},
	"server/search":          {"server/catalog", "indexer", "indexer/norwegian"},
	"server/ingest":          {"server/catalog", "server/storage", "thumbs"},
	"server/edge":            {"server/catalog"},
	"server/auth":            {"server/catalog", "server/edge"},
	"server/qr":              {},
	"server/api":             {"server/catalog", "server/edge", "server/qr"},
	"server/web":             {"server/catalog", "server/edge", "server/qr", "server/web/locale"},
	"server/delivery":        {"server/calendar", "server/catalog", "server/edge", "server/storage"},
	"server/cli":             {"server/catalog", "server/demo"},
	"server":                 {"*"},
}

// owners says which packages may import an outside dependency, by the beginning of its path.
var owners = map[string][]string{
	"github.com/minio/minio-go/":          {"server/storage"},
	"github.com/versity/versitygw/":       {"server/storage/gateway"},
	"github.com/blevesearch/snowballstem": {"indexer/norwegian"},
	"github.com/blevesearch/bleve":        {"indexer"},
	"github.com/blevesearch/scorch":       {"indexer"},
	"github.com/disintegration/imaging":   {"thumbs"},
	"github.com/uptrace/bun":              {"server/database"},
	"database/sql":                        {"server/database"},
	"github.com/riverqueue/river":         {"server/ingest", "server/database", "server"}, // the program chooses the driver
	"github.com/gin-gonic/gin":            {"server", "server/edge", "server/auth", "server/api", "server/web", "server/delivery"},
	"github.com/danielgtaylor/huma/":      {"server/api"},
	"github.com/alexedwards/scs/":         {"server/auth"},
	"github.com/alecthomas/kong":          {"server"},
	"github.com/nicksnyder/go-i18n/":      {"server/web/locale"},
	"github.com/asticode/go-astisub":      {"server/caption"},
	"github.com/prometheus/client_golang": {"server"},
	"github.com/skip2/go-qrcode":          {"server/qr"},
	"github.com/wneessen/go-mail":         {"server/mail"},
}

// allows reports whether one of a list of packages covers a package.
func allows(list []string, pkg string) bool {
	return slices.Contains(list, "*") || slices.Contains(list, pkg)
}

// violation says what is wrong with a package importing a path, or "".
func violation(pkg, imported string) string {
	if ours, ok := strings.CutPrefix(imported, module); ok {
		if !allows(arrows[pkg], ours) {
			return pkg + " may not import " + ours
		}
		return ""
	}
	for prefix, list := range owners {
		if strings.HasPrefix(imported, prefix) && !allows(list, pkg) {
			return pkg + " may not import " + imported + ": it belongs to " + strings.Join(list, ", ")
		}
	}
	return ""
}

// imports lists the imports of every package below the module's root, tests left out.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, room := range []string{"server", "indexer", "thumbs"} {
		err := filepath.WalkDir(filepath.Join("..", room), func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "node_modules" {
				return fs.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return nil
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			pkg := path.Clean(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file)), "../"))
			for _, spec := range parsed.Imports {
				imported, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					return err
				}
				found[pkg] = append(found[pkg], imported)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func TestArrows(t *testing.T) {
	found := imports(t)
	if len(found) < len(arrows) {
		t.Errorf("found %d packages, the list of arrows has %d", len(found), len(arrows))
	}
	for pkg, list := range found {
		if _, ok := arrows[pkg]; !ok {
			t.Errorf("%s stands in no room: add its row to the arrows, here and in the architecture", pkg)
		}
		for _, imported := range list {
			if v := violation(pkg, imported); v != "" {
				t.Error(v)
			}
		}
	}
}

func TestPlantedViolationsAreFound(t *testing.T) {
	planted := []struct{ pkg, imported string }{
		{"server/catalog", module + "server/database"},
		{"server/api", module + "server/storage"},
		{"thumbs", module + "server/catalog"},
		{"server/web", "database/sql"},
		{"server/ingest", "github.com/minio/minio-go/v7"},
		{"server/cli", "github.com/gin-gonic/gin"},
		{"server/database", "github.com/blevesearch/bleve/v2"},
	}
	for _, p := range planted {
		if violation(p.pkg, p.imported) == "" {
			t.Errorf("%s importing %s was not found", p.pkg, p.imported)
		}
	}
	if v := violation("server/search", module+"indexer"); v != "" {
		t.Errorf("an allowed arrow was refused: %s", v)
	}
}
