package thumbs

import "errors"

// What can be wrong with a file. Returned errors wrap exactly one of these (errors.Is) and say more in their text, which
// never holds a path or what a child process printed about one.
var (
	ErrEmpty       = errors.New("file is empty")
	ErrUnsupported = errors.New("file type is not supported") // not one of the accepted formats, whatever its name says
	ErrTruncated   = errors.New("file is cut off")            // its own structure says that there should be more
	ErrCorrupt     = errors.New("file is damaged")            // its structure contradicts itself
	ErrTooLarge    = errors.New("picture is too large")       // more pixels, scans or bytes in memory than Limits allow
	ErrUnreadable  = errors.New("file cannot be decoded")     // looked right from outside, but no decoder could read it
)

// ErrToolMissing means that the file may be fine but needs a program that is not installed; the text names it.
var ErrToolMissing = errors.New("helper program is not installed")
