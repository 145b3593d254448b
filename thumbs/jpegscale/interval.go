package jpegscale

import "sync"

// intervals deals out the restart intervals of a scan, which can be decoded side by side (T.81 F.2.1.3.1). The data of
// an interval that is missing is empty.
type intervals struct {
	count int // how many the scan has

	mu    sync.Mutex
	rest  []byte
	mcus  int // MCUs in an interval
	total int // MCUs in the scan
	index int // the next interval
	lost  int // how many intervals from index on are missing
}

func newIntervals(data []byte, mcus, total int) *intervals {
	if mcus == 0 {
		mcus = total
	}
	return &intervals{count: ceilDiv(total, mcus), rest: data, mcus: mcus, total: total}
}

// next returns an interval's MCUs, from and up to, and its data with the stuffing.
func (iv *intervals) next() (from, to int, data []byte, ok bool) {
	iv.mu.Lock()
	defer iv.mu.Unlock()
	if iv.index == iv.count {
		return 0, 0, nil, false
	}
	from = iv.index * iv.mcus
	to = min(from+iv.mcus, iv.total)
	switch {
	case iv.lost > 0:
		iv.lost--
	case iv.count == 1:
		data = iv.rest
	default:
		data = iv.cut()
	}
	iv.index++
	return from, to, data, true
}

// cut takes the data up to the next restart marker. Like libjpeg's jpeg_resync_to_restart it believes a marker that is
// one or two ahead (the intervals between are lost), passes over what follows one that is one or two behind, and takes
// any other number for the right one.
func (iv *intervals) cut() []byte {
	n := markerIn(iv.rest)
	data := iv.rest[:n]
	for iv.rest = iv.rest[n:]; len(iv.rest) > 0; iv.rest = iv.rest[markerIn(iv.rest):] {
		number := int(iv.rest[1] - markerRST0)
		iv.rest = iv.rest[2:]
		switch ahead := (number - iv.index) & 7; ahead {
		case 6, 7:
			continue
		case 1, 2:
			iv.lost = ahead
		}
		break
	}
	return data
}
