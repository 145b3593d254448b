package main

import "math"

// frame is a part of a picture, in its pixels.
type frame struct{ x, y, width, height float64 }

// lanczos resizes a frame of l to w × h samples with Lanczos-3, widened when it shrinks so that nothing aliases; edges are
// repeated. It computes in floating point and rounds nothing: it is the reference that others are compared with.
func (l luma) lanczos(of frame, w, h int) luma {
	across, down := taps(of.x, of.width, w, l.width), taps(of.y, of.height, h, l.height)
	top, bottom := l.height, 0 // the rows that are needed
	for _, t := range down {
		top, bottom = min(top, t.at[0]), max(bottom, t.at[len(t.at)-1]+1)
	}
	narrow := make([]float64, w*(bottom-top))
	for y := range bottom - top {
		row := l.samples[(y+top)*l.width:][:l.width]
		for x, t := range across {
			narrow[y*w+x] = t.sum(row)
		}
	}
	out := luma{w, h, make([]float64, w*h)}
	for y, t := range down {
		row := out.samples[y*w:][:w]
		for i, at := range t.at {
			weight := t.weights[i]
			for x, v := range narrow[(at-top)*w:][:w] {
				row[x] += weight * v
			}
		}
	}
	return out
}

// tap says which samples one sample of the result is the weighted sum of, in rising order.
type tap struct {
	at      []int
	weights []float64
}

func (t tap) sum(row []float64) (s float64) {
	for i, at := range t.at {
		s += t.weights[i] * row[at]
	}
	return s
}

// taps are those of n samples made of the length from start on, of samples of which there are whole.
func taps(start, length float64, n, whole int) []tap {
	const lobes = 3
	step := length / float64(n)
	stretch := max(1, step)
	all := make([]tap, n)
	for i := range all {
		middle := start + (float64(i)+0.5)*step - 0.5
		sum := 0.0
		for at := int(math.Ceil(middle - lobes*stretch)); float64(at) <= middle+lobes*stretch; at++ {
			weight := kernel((float64(at)-middle)/stretch, lobes)
			all[i].at, all[i].weights = append(all[i].at, min(max(at, 0), whole-1)), append(all[i].weights, weight)
			sum += weight
		}
		for j := range all[i].weights {
			all[i].weights[j] /= sum
		}
	}
	return all
}

// kernel is the windowed sinc.
func kernel(x, lobes float64) float64 {
	switch {
	case x == 0:
		return 1
	case math.Abs(x) >= lobes:
		return 0
	}
	return lobes * math.Sin(math.Pi*x) * math.Sin(math.Pi*x/lobes) / (math.Pi * math.Pi * x * x)
}
