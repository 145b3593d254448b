package camera

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// Codecs of phones' clips, by the names of ffmpeg's encoders.
const (
	H264 = "libx264"
	HEVC = "libx265"
)

// Clip writes a clip as a phone does to file, with ffmpeg: 1080p, 30 frames and 16 Mbit a second, a key frame every second,
// AAC sound, and the index at the end. Its picture moves, has grain, and is another one for every n.
func Clip(ctx context.Context, file, codec string, lasts time.Duration, n int) error {
	const rate = "16M"
	seconds := fmt.Sprintf("%.3f", lasts.Seconds())
	args := []string{"-nostdin", "-v", "error",
		"-f", "lavfi", "-i", fmt.Sprintf("testsrc2=size=1920x1080:rate=30,hue=h=%d,noise=alls=14:allf=t:all_seed=%d", 37*n%360, n+1),
		"-f", "lavfi", "-i", fmt.Sprintf("sine=frequency=%d:sample_rate=48000", 220+20*n),
		"-t", seconds, "-pix_fmt", "yuv420p", "-c:v", codec, "-preset", "ultrafast", "-g", "30", "-b:v", rate, "-maxrate", rate, "-bufsize", rate,
		"-c:a", "aac", "-b:a", "128k", "-f", "mp4"}
	if codec == HEVC {
		args = append(args, "-tag:v", "hvc1", "-x265-params", "log-level=error")
	}
	out, err := exec.CommandContext(ctx, "ffmpeg", append(args, "-y", file)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("make a clip with ffmpeg: %w: %s", err, out)
	}
	return nil
}

// CopyClip is the same clip, to look at, in other bytes for every n: a free box (ISO/IEC 14496-12) stands at its end.
func CopyClip(file string, n int) ([]byte, error) {
	clip, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	const length = 16
	clip = binary.BigEndian.AppendUint32(clip, length)
	return binary.BigEndian.AppendUint64(append(clip, "free"...), uint64(n)), nil
}
