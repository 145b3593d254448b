package delivery

import (
	"net/url"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Address is the path at which those who are signed in find a rendition: one with the version in it, which may be kept
// for ever, for what has been made; else the one that makes it.
func Address(a catalog.Asset, name string) string {
	if r, ok := a.Rendition(name); ok {
		return "/media/" + string(a.ID) + "/" + strconv.Itoa(r.Version) + "/" + fileName(r.Name, r.Ext)
	}
	return "/api/v1/assets/" + string(a.ID) + "/renditions/" + url.PathEscape(name)
}
