package delivery

import (
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// Due adds the thumbnails of the private pages and letters that tell what is due: /due/{token}/{asset}/{seal}-{account}.jpg.
// The address opens one thumbnail, for as long as it is cleared and nobody revoked the page. Whoever keeps it asks each time
// whether it still is: what has not changed is answered without its bytes.
func (d *Delivery) Due(r gin.IRouter) {
	both(r, "/due/:token/:asset/:file", edge.Secure(edge.Policy{Referrer: "no-referrer", CrossOrigin: true, Secure: d.links.base.Scheme == "https"}), edge.Handle(d.duePicture))
}

func (d *Delivery) duePicture(c *gin.Context) error {
	c.Header("X-Robots-Tag", "noindex")
	seal, account, ok := readSeal(c.Param("file"))
	if !ok || !tokenPattern.MatchString(c.Param("token")) {
		return catalog.Missing("page")
	}
	cleared, l, err := d.opened(func() (catalog.Cleared, error) {
		return d.deps.DueReaders.OpenPicture(c.Request.Context(), c.Param("token"), catalog.AssetID(c.Param("asset")), seal, account)
	})
	if err != nil {
		return d.refuseFile(c, err)
	}
	o, _, err := d.find(c.Request.Context(), cleared, "w320")
	if err != nil {
		return d.refuseFile(c, err)
	}
	return d.send(c, o, askAgain, l)
}

// sealLength is that of a seal in an address: 12 bytes in base 64.
const sealLength = 16

// readSeal takes a file's name apart.
func readSeal(file string) (seal, account string, ok bool) {
	name, _, _ := strings.Cut(file, ".")
	if len(name) <= sealLength || name[sealLength] != '-' {
		return "", "", false
	}
	return name[:sealLength], name[sealLength+1:], true
}
