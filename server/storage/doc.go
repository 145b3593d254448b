// Package storage keeps originals, renditions, sidecar records and documents in one S3 bucket, the same way on the
// embedded gateway (see package gateway), on MinIO, Ceph or Garage, and at a cloud provider.
//
// It owns the names of the objects (Key), the calls with their deadlines and errors (Bucket), multipart uploads sent
// by browsers straight to the bucket, and the handler that passes those on (NewUploadProxy). What is acknowledged has
// been read back: after every write the object's size and ETag are compared with what was sent.
//
// It does not know what the objects mean, who may read them or which uploads are pending: callers say so. It never
// lists in order to answer a question that SQL can answer.
package storage
