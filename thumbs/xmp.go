package thumbs

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"strings"
)

// Namespaces of XMP, as prefixes of property names.
const (
	rdf       = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	dc        = "http://purl.org/dc/elements/1.1/"
	photoshop = "http://ns.adobe.com/photoshop/1.0/"
	xmpBasic  = "http://ns.adobe.com/xap/1.0/"
	xmpRights = "http://ns.adobe.com/xap/1.0/rights/"
	xmpExif   = "http://ns.adobe.com/exif/1.0/"
	iptcCore  = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
)

// xmpPacket holds the simple and the listed properties of a packet; structures inside properties are left out.
type xmpPacket map[string][]xmpValue

type xmpValue struct {
	lang string // of an alternative, such as x-default or nb; empty otherwise
	text string
}

// ReadXMP reads a sidecar file, as photo programs lay beside pictures they must not change. It understands of it what
// [ReadMetadata] does of a packet inside a file, and reads at most 1 MiB. A file without RDF is ErrUnsupported.
func ReadXMP(b []byte) (Metadata, error) {
	if !bytes.Contains(b[:min(len(b), maxXMP)], []byte(rdf)) {
		return Metadata{}, fmt.Errorf("%w: no RDF in an XMP file", ErrUnsupported)
	}
	meta := (&photoTags{xmp: parseXMP(b)}).metadata()
	meta.clean()
	return meta, nil
}

// parseXMP reads an RDF/XML packet as far as it makes sense.
func parseXMP(b []byte) xmpPacket {
	packet := xmpPacket{}
	decoder := xml.NewDecoder(bytes.NewReader(b[:min(len(b), maxXMP)]))
	decoder.Strict = false
	at := xmpCursor{packet: packet}
	for {
		token, err := decoder.Token()
		if err != nil {
			return packet // the end, or damage: what was read so far is good
		}
		switch token := token.(type) {
		case xml.StartElement:
			at.open(token)
		case xml.CharData:
			at.text.Write(token)
		case xml.EndElement:
			at.close()
		}
	}
}

// xmpCursor knows where in the tree the parser is.
type xmpCursor struct {
	packet xmpPacket
	path   []string // namespace and name of the open elements
	lang   string
	text   strings.Builder // since the last tag
	leaf   bool            // nothing has been closed since the last opening
}

func (c *xmpCursor) open(e xml.StartElement) {
	c.path = append(c.path, e.Name.Space+e.Name.Local)
	c.text.Reset()
	c.leaf, c.lang = true, ""
	for _, a := range e.Attr {
		if a.Name.Local == "lang" {
			c.lang = strings.ToLower(a.Value)
		}
		if c.below(0) && a.Name.Space != "" && a.Name.Space != rdf && a.Name.Space != "xmlns" {
			c.add(a.Name.Space+a.Name.Local, "", a.Value) // the short form of a simple property
		}
	}
}

func (c *xmpCursor) close() {
	n := len(c.path)
	if n == 0 {
		return
	}
	switch {
	case c.leaf && c.below(1):
		c.add(c.path[n-1], c.lang, c.text.String())
	case c.leaf && c.below(3) && c.path[n-1] == rdf+"li":
		c.add(c.path[n-3], c.lang, c.text.String())
	}
	c.path, c.leaf = c.path[:n-1], false
}

// below reports whether the innermost element lies that many levels below a Description of the packet's top level.
func (c *xmpCursor) below(levels int) bool {
	n := len(c.path) - levels
	return n >= 2 && c.path[n-1] == rdf+"Description" && c.path[n-2] == rdf+"RDF"
}

func (c *xmpCursor) add(property, lang, text string) {
	if text = strings.TrimSpace(text); text != "" && len(c.packet) < maxTags {
		c.packet[property] = append(c.packet[property], xmpValue{lang, text})
	}
}

// merge adds the properties that p does not have.
func (p *xmpPacket) merge(other xmpPacket) {
	if *p == nil {
		*p = xmpPacket{}
	}
	for property, values := range other {
		if _, has := (*p)[property]; !has {
			(*p)[property] = values
		}
	}
}

// text returns a property in the language our readers want most: bokmål, nynorsk, either, then the default.
func (p xmpPacket) text(property string) string {
	values := p[property]
	for _, want := range []string{"nb", "nn", "no", "x-default"} {
		for _, v := range values {
			if v.lang == want || strings.HasPrefix(v.lang, want+"-") {
				return v.text
			}
		}
	}
	if len(values) == 0 {
		return ""
	}
	return values[0].text
}

func (p xmpPacket) all(property string) []string {
	var texts []string
	for _, v := range p[property] {
		texts = append(texts, v.text)
	}
	return texts
}

func (p xmpPacket) list(property string) string { return strings.Join(p.all(property), ", ") }

// pngXMP finds the packet in a PNG: an uncompressed iTXt chunk of that keyword.
func pngXMP(w *window) xmpPacket {
	keyword := []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00") // not compressed, no language, no translated keyword
	off := int64(8)
	for range maxChunks {
		head := w.all(off, 8)
		if head == nil {
			return nil
		}
		length, kind := int64(binary.BigEndian.Uint32(head)), string(head[4:])
		if kind == "iTXt" && length <= maxXMP {
			if packet, found := bytes.CutPrefix(w.at(off+8, int(length)), keyword); found {
				return parseXMP(packet)
			}
		}
		off += 12 + length
	}
	return nil
}
