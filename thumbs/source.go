package thumbs

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/fellesmappa/fellesmappa/thumbs/loopback"
)

// Source is a clip's or sound's bytes: a local file, or anything that can be read in ranges.
type Source struct {
	path string
	r    io.ReaderAt
	size int64
}

// LocalFile is the file at path, which must be absolute and a name of ours, not one that a stranger chose.
func LocalFile(path string) Source { return Source{path: path} }

// Ranges is the size bytes in r, which is read in pieces of at most 256 KiB and only where it is needed, by one
// goroutine at a time. While a method of [Maker] runs, its child process finds them on the loopback interface below a
// path that nobody can guess, but that those see who may see this machine's command lines. An error of r comes back
// wrapped, whatever the child made of it: a storage that is down is no unreadable file.
func Ranges(r io.ReaderAt, size int64) Source { return Source{r: r, size: size} }

// input is a source as ffmpeg and ffprobe can read it.
type input struct {
	url       string
	protocols string
	options   []string
	size      int64 // bytes
}

// lend opens the source for as long as use runs.
func (s Source) lend(use func(in input) error) error {
	if s.r == nil {
		in, err := local(s.path)
		if err != nil {
			return err
		}
		return use(in)
	}
	server, err := loopback.Serve(s.r, s.size)
	if err != nil {
		return fmt.Errorf("lend clip: %w", err)
	}
	err = use(input{
		url: server.URL(), protocols: "http,tcp", size: s.size,
		options: []string{"-recv_buffer_size", strconv.Itoa(loopback.SocketBytes)},
	})
	if failed := server.Close(); failed != nil {
		return fmt.Errorf("read clip: %w", failed)
	}
	return err
}

// local accepts absolute paths only: anything else could be taken for an option or another protocol. Errors do not hold
// the path.
func local(path string) (input, error) {
	if !filepath.IsAbs(path) {
		return input{}, errors.New("path of a clip must be absolute")
	}
	size, err := length(path)
	return input{url: "file:" + path, protocols: "file", size: size}, err
}

// length is a file's size. Its error does not hold the path.
func length(path string) (int64, error) {
	info, err := os.Stat(path)
	var cause *os.PathError
	switch {
	case errors.As(err, &cause):
		return 0, fmt.Errorf("find file: %w", cause.Err)
	case err != nil:
		return 0, errors.New("find file")
	}
	return info.Size(), nil
}

// Containers that ffmpeg may open.
const (
	clipContainers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mp3,wav"
	jpegContainers = "jpeg_pipe"
)

// args is how ffmpeg and ffprobe are told to read this input and nothing else: a playlist or script in disguise must not
// lead them to other files or into the network, and only what phones and cameras write is worth the risk of its decoder.
func (in input) args(containers string) []string {
	args := []string{
		"-protocol_whitelist", in.protocols,
		"-format_whitelist", containers,
		"-codec_whitelist", strings.Join([]string{
			"h264,hevc,mpeg4,h263,mjpeg,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,prores",
			"aac,aac_latm,mp3,mp3float,opus,libopus,vorbis,alac,ac3,eac3,amrnb,amrwb,amr_nb,amr_wb",
			"pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_u8,pcm_s8,pcm_alaw,pcm_mulaw",
			"png,mov_text,subrip,ass,ssa,webvtt", // covers and titles are never taken, but ffprobe must be able to open them
		}, ","),
		"-max_streams", "32",
	}
	return append(append(args, in.options...), "-i", in.url)
}
