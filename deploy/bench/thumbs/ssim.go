package main

import (
	"fmt"
	"image"
)

// luma is the brightness of a picture, 0 to 255, row by row.
type luma struct {
	width, height int
	samples       []float64
}

// lumaOf is the brightness that JPEG would keep of a picture (BT.601, full range); that of a decoded JPEG is taken as it is.
func lumaOf(img image.Image) luma {
	b := img.Bounds()
	l := luma{b.Dx(), b.Dy(), make([]float64, 0, b.Dx()*b.Dy())}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			l.samples = append(l.samples, brightness(img, x, y))
		}
	}
	return l
}

func brightness(img image.Image, x, y int) float64 {
	switch img := img.(type) {
	case *image.YCbCr:
		return float64(img.Y[img.YOffset(x, y)])
	case *image.Gray:
		return float64(img.Pix[img.PixOffset(x, y)])
	case *image.NRGBA:
		p := img.Pix[img.PixOffset(x, y):]
		return 0.299*float64(p[0]) + 0.587*float64(p[1]) + 0.114*float64(p[2])
	}
	r, g, b, _ := img.At(x, y).RGBA()
	return (0.299*float64(r) + 0.587*float64(g) + 0.114*float64(b)) / 257
}

const (
	windowSide = 8 // pixels
	windowStep = 4
)

// ssim is the mean structural similarity of two pictures of the same size (Wang et al. 2004, with its constants): uniform
// windows of 8 × 8 pixels, one every 4 pixels. 1 is the same picture.
func ssim(a, b luma) (float64, error) {
	if a.width != b.width || a.height != b.height {
		return 0, fmt.Errorf("compare %d × %d with %d × %d pixels", a.width, a.height, b.width, b.height)
	}
	if a.width < windowSide || a.height < windowSide {
		return 0, fmt.Errorf("compare %d × %d pixels: too few", a.width, a.height)
	}
	sum, n := 0.0, 0
	for y := 0; y+windowSide <= a.height; y += windowStep {
		for x := 0; x+windowSide <= a.width; x += windowStep {
			sum += similarity(a, b, x, y)
			n++
		}
	}
	return sum / float64(n), nil
}

// similarity compares the window whose corner is at x, y.
func similarity(a, b luma, x, y int) float64 {
	const c1, c2 = (0.01 * 255) * (0.01 * 255), (0.03 * 255) * (0.03 * 255)
	const n = windowSide * windowSide
	var sumA, sumB, squaresA, squaresB, products float64
	for row := y; row < y+windowSide; row++ {
		of := row*a.width + x
		for i := of; i < of+windowSide; i++ {
			p, q := a.samples[i], b.samples[i]
			sumA, sumB = sumA+p, sumB+q
			squaresA, squaresB, products = squaresA+p*p, squaresB+q*q, products+p*q
		}
	}
	meanA, meanB := sumA/n, sumB/n
	varianceA, varianceB, covariance := squaresA/n-meanA*meanA, squaresB/n-meanB*meanB, products/n-meanA*meanB
	return (2*meanA*meanB + c1) * (2*covariance + c2) / ((meanA*meanA + meanB*meanB + c1) * (varianceA + varianceB + c2))
}
