package storage

// SetCopyLimit lets tests copy in parts without an object of more than 5 GiB.
func (b *Bucket) SetCopyLimit(n int64) { b.copyLimit = n }
