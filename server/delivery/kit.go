package delivery

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// KitFiles adds the addresses of the files of kits for posting, one by one and all in a zip, below the address of a kit.
func (d *Delivery) KitFiles(r gin.IRouter) {
	r.GET("/plan/:id/kit.zip", edge.Secure(edge.Policy{}), edge.Handle(d.kitZip))
	both(r, "/plan/:id/kit/files/:place", edge.Secure(edge.Policy{}), edge.Handle(d.kitFile))
}

// kitFile answers with one file of a kit by its place, waiting until it is made, as long as it may be shown.
func (d *Delivery) kitFile(c *gin.Context) error {
	place, err := strconv.Atoi(c.Param("place"))
	if err != nil {
		return catalog.Missing("file")
	}
	kit, cleared, err := d.deps.Kits.File(c.Request.Context(), edge.Actor(c), catalog.PlanItemID(c.Param("id")), place)
	if err != nil {
		return err
	}
	o, err := kitObject(kit.Files[0], cleared)
	if err != nil {
		return err
	}
	o.attached = c.Query("save") != ""
	return d.send(c, o, askAgain, d.still(c, kit))
}

// still is that a kit, which has just been opened, may be shown to who asks for it.
func (d *Delivery) still(c *gin.Context, kit catalog.Kit) leave {
	return d.leave(func() error { return d.deps.Kits.Still(c.Request.Context(), edge.Actor(c), kit) })
}

// kitObject is a file of a kit as it is stored. Only what was made of the very asset that may be opened is.
func kitObject(f catalog.KitFile, cleared catalog.Cleared) (object, error) {
	a, ok := cleared.Asset()
	if !ok || a.ID != f.Asset.ID {
		return object{}, catalog.Missing("file")
	}
	key, err := storage.ParseKey(f.Key)
	if err != nil {
		return object{}, fmt.Errorf("find file of kit: %w", err)
	}
	renditions, err := storage.RenditionsOf(string(a.ID))
	if err != nil {
		return object{}, err
	}
	kits, err := storage.KitsOf(string(a.ID))
	if err != nil {
		return object{}, err
	}
	if !key.In(renditions) && !key.In(kits) {
		return object{}, catalog.Missing("file")
	}
	return object{key: key, mediaType: f.MediaType, size: f.Size, fileName: f.Name}, nil
}

// kitZip answers with all of a kit. Nothing is sent before all of it may be and is there, and nothing more once it no longer may.
func (d *Delivery) kitZip(c *gin.Context) error {
	ctx, id := c.Request.Context(), catalog.PlanItemID(c.Param("id"))
	kit, leave, err := d.deps.Kits.Open(ctx, edge.Actor(c), id, c.Query("language"))
	if err != nil {
		return err
	}
	objects := make([]object, len(kit.Files))
	for i, f := range kit.Files {
		if objects[i], err = kitObject(f, leave[i]); err != nil {
			return err
		}
		if err := d.there(ctx, objects[i]); err != nil {
			return err
		}
	}
	texts, err := d.deps.Kits.Texts(ctx, kit)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Disposition", disposition(kit.ZipName(), true))
	c.Status(http.StatusOK)
	c.Writer.WriteHeaderNow()
	return d.guard(c, d.still(c, kit), func(g *guarded) error { return d.writeKit(ctx, g, objects, texts) })
}

// there reports why an object cannot be opened.
func (d *Delivery) there(ctx context.Context, o object) error {
	r := &reader{ctx: ctx, bucket: d.deps.Bucket, object: o}
	return errors.Join(r.prepare(&http.Request{Header: http.Header{}}), r.Close())
}

// writeKit writes a zip. Pictures and films are stored as they are: they do not get smaller. It is asked before
// each file whether it may go out, too.
func (d *Delivery) writeKit(ctx context.Context, g *guarded, objects []object, texts []catalog.KitText) error {
	z := zip.NewWriter(g)
	for _, o := range objects {
		if err := z.Flush(); err != nil { // what is still held back belongs to the file before
			return err
		}
		if err := g.ask(); err != nil {
			return err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: o.fileName, Method: zip.Store, Modified: time.Now()})
		if err != nil {
			return err
		}
		r := &reader{ctx: ctx, bucket: d.deps.Bucket, object: o}
		if _, err := io.Copy(w, r); err != nil {
			return errors.Join(err, r.Close())
		}
		if err := r.Close(); err != nil {
			return err
		}
	}
	for _, t := range texts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: t.Name, Method: zip.Deflate, Modified: time.Now()})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, t.Text); err != nil {
			return err
		}
	}
	return z.Close()
}
