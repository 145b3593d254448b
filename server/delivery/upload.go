package delivery

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// UploadProxy is the handler for everything under /{bucket}/: it passes on the signed parts of uploads that are pending
// here and refuses all else. It belongs in front of the router, which would log the signatures.
func UploadProxy(bucket *storage.Bucket, uploads *catalog.Uploads, log *slog.Logger) http.Handler {
	allow := func(ctx context.Context, p storage.PartRequest) error {
		name := path.Base(p.Key.String())
		asset, _, _ := strings.Cut(name, ".")
		u, err := uploads.Awaited(ctx, catalog.AssetID(asset), p.UploadID)
		switch {
		case catalog.Is(err, catalog.NotFound) || catalog.Is(err, catalog.Forbidden):
			return err
		case err != nil:
			return errors.Join(storage.ErrUnavailable, err)
		case name != asset+"."+u.Ext || p.Number > u.PartCount || p.Size > min(u.PartSize, u.Size-int64(p.Number-1)*u.PartSize):
			return errors.New("no such part is awaited")
		}
		return nil
	}
	return storage.NewUploadProxy(bucket, allow, func(ctx context.Context, err error) {
		log.ErrorContext(ctx, "forward upload", slog.Any("error", err))
	})
}
