package delivery

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// How long those who are signed in may keep bytes.
const (
	keepForEver = "private, max-age=31536000, immutable"
	askAgain    = "private, no-cache"
)

// Media adds the addresses of renditions for those who are signed in: /media/{asset}/{version}/{name}.{ext}, which never
// change.
func (d *Delivery) Media(r gin.IRouter) {
	both(r, "/media/:asset/:version/:file", edge.Secure(edge.Policy{}), edge.Handle(d.media))
}

// API adds the addresses of renditions, originals and captions below /api/v1.
func (d *Delivery) API(r gin.IRouter) {
	both(r, "/assets/:id/renditions/:name", edge.Handle(d.rendition))
	both(r, "/assets/:id/original", edge.Handle(d.original))
	both(r, "/assets/:id/captions/:language", edge.Handle(d.caption))
	d.Documents(r)
	d.KitFiles(r)
}

func (d *Delivery) open(c *gin.Context, id string) (catalog.Cleared, leave, error) {
	actor := edge.Actor(c)
	if !actor.Known() {
		return catalog.Cleared{}, leave{}, catalog.NewError(catalog.Unauthenticated, catalog.KeyUnauthenticated, nil)
	}
	return d.opened(func() (catalog.Cleared, error) {
		return d.deps.Assets.Open(c.Request.Context(), actor, catalog.AssetID(id))
	})
}

func (d *Delivery) media(c *gin.Context) error {
	cleared, l, err := d.open(c, c.Param("asset"))
	if err != nil {
		return err
	}
	o, fixed, err := d.find(c.Request.Context(), cleared, c.Param("file"))
	if err != nil {
		return err
	}
	if current := strconv.Itoa(o.version); c.Param("version") != current {
		// A page that was opened before the rendition was made anew.
		c.Header("Cache-Control", "no-store")
		c.Redirect(http.StatusTemporaryRedirect, "/media/"+c.Param("asset")+"/"+current+"/"+c.Param("file"))
		return nil
	}
	if !fixed { // a crop follows the focal point
		return d.send(c, o, askAgain, l)
	}
	return d.send(c, o, keepForEver, l)
}

func (d *Delivery) rendition(c *gin.Context) error {
	cleared, l, err := d.open(c, c.Param("id"))
	if err != nil {
		return err
	}
	o, _, err := d.find(c.Request.Context(), cleared, c.Param("name"))
	if err != nil {
		return err
	}
	return d.send(c, o, askAgain, l)
}

func (d *Delivery) original(c *gin.Context) error {
	cleared, l, err := d.open(c, c.Param("id"))
	if err != nil {
		return err
	}
	a, ok := cleared.Asset()
	if !ok || !cleared.Allows(catalog.OriginalName) {
		return catalog.Missing("asset")
	}
	key, err := storage.OriginalKey(string(a.ID), a.Original.Ext)
	if err != nil {
		return err
	}
	return d.send(c, object{key: key, mediaType: a.Original.MediaType, size: a.Original.Size, fileName: a.Original.FileName, attached: true}, askAgain, l)
}
