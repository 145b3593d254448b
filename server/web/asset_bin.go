package web

import (
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// binAsset is POST /assets/:id/bin.
func (p *Pages) binAsset(c *gin.Context) error {
	a, err := p.Assets.Bin(c.Request.Context(), edge.Actor(c), catalog.AssetID(c.Param("id")), 0)
	if err != nil {
		return err
	}
	return done(c, assetPath(a.ID), "binned")
}

// restoreAsset is POST /assets/:id/restore.
func (p *Pages) restoreAsset(c *gin.Context) error {
	a, err := p.Assets.Restore(c.Request.Context(), edge.Actor(c), catalog.AssetID(c.Param("id")))
	if err != nil {
		return err
	}
	return done(c, assetPath(a.ID), "restored")
}

// retryAsset is POST /assets/:id/retry: what failed is processed again.
func (p *Pages) retryAsset(c *gin.Context) error {
	a, err := p.Assets.Retry(c.Request.Context(), edge.Actor(c), catalog.AssetID(c.Param("id")))
	if err != nil {
		return err
	}
	return done(c, assetPath(a.ID), "retried")
}
