package catalog

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// Kit is all that is needed to post what is planned: its files cut to shape, its texts in one language, and what stands in
// the way. It is put together anew whenever it is asked for.
type Kit struct {
	Item     PlanItem
	At       time.Time // for which its assets are cleared: when it is to be posted, or now when that is past
	Language string    // of its texts: nb, nn or en
	Form     PostForm
	Format   string // a crop's name; empty or FormatOriginal: the files keep their shape
	Text     string // ready to be pasted: the caption, the credits and the hashtags
	Caption  string // without what is always added
	Written  bool   // somebody has written the caption; else the template has
	Credits  []string
	Hashtags []string // with #
	Tags     []string // with @
	// Suggested are accounts of libraries whose files these are, and that are neither tagged nor asked, with @.
	Suggested     []string
	Collaborators []KitCollaborator
	Files         []KitFile // in the order of the post; a cover follows its clip
	Captions      []KitCaption
	Findings      []Finding // grave ones first
}

// KitCollaborator is a library that is asked to appear as an author.
type KitCollaborator struct {
	Collaborator
	Handle string // on the channel, with @; empty: not known
}

// KitFile is one file of a kit.
type KitFile struct {
	KitCut
	KitObject
	Index   int    // of the asset in the post, from 0
	Name    string // when it is saved: 1-pappatreff-portrait.jpg
	AltText string
	Held    []Reason // what is owed to those who do not see or hear, for which it is not given out; nothing is made of it then
}

// KitCaption are the captions of a clip or sound in a language, cut as it is. They go along in files of their own.
type KitCaption struct {
	File     int // of the clip, in Files
	Language string
	VTT, SRT string // names of the files: the clip's, with a language
}

// KitCut says what is made of an asset for a post.
type KitCut struct {
	Asset    Asset
	Format   string // a crop's name; empty: as it is
	Around   *Point // that the crop keeps in view; nil: the middle
	From, To time.Duration
	Cover    bool           // it is the still that a clip shows before it plays
	CoverAt  *time.Duration // the moment of the still; nil: the poster
}

// KitObject is how far a file has been made.
type KitObject struct {
	Key       string // of the stored object; empty until it is there
	Ext       string // lower case, without dot
	MediaType string
	Width     int // pixels
	Height    int
	Size      int64  // bytes
	Ready     bool   // else it is being made
	Progress  int    // 0 to 100
	Failure   Reason // why it could not be made; asking again tries again after a while. Filled by Kits
}

// KitMaker makes the files of kits.
type KitMaker interface {
	// Make finds or makes a file. Once it is begun it goes on by itself, however long anybody waits for it: what is not there after
	// patience is answered as not ready. TooMany when too much is being made to begin.
	Make(ctx context.Context, cut KitCut, patience time.Duration) (KitObject, error)
}

// Finding is something that stands in the way of posting, or ought to be looked at.
type Finding struct {
	Level  Level
	Reason Reason
	Limit  *ChannelLimit // that is passed; nil: another rule
	Duty   DutyCode      // that the asset does not meet; empty: another rule
	Asset  AssetID       // empty: the post as a whole
	Title  string        // of the asset
}

// Blocked lists why it cannot be posted as it is.
func (k Kit) Blocked() (out []Reason) {
	for _, f := range k.Findings {
		if f.Level == LevelBlock {
			out = append(out, f.Reason)
		}
	}
	return out
}

// Ready reports whether all files have been made.
func (k Kit) Ready() bool {
	return !slices.ContainsFunc(k.Files, func(f KitFile) bool { return !f.Ready })
}

// brief reports whether the file is made in moments, without going through a clip.
func (c KitCut) brief() bool { return c.Asset.Kind == Photo || c.Cover && c.CoverAt == nil }

// captions lists the captions that go along. SRT files are named as Facebook asks for it: with a language and a country.
func (k *Kit) captions() {
	for i, f := range k.Files {
		if f.Cover {
			continue
		}
		for _, c := range f.Asset.Captions {
			local := c.Language
			if tag, err := language.Parse(c.Language); err == nil {
				base, _ := tag.Base()
				region, _ := tag.Region()
				local = base.String() + "_" + region.String()
			}
			k.Captions = append(k.Captions, KitCaption{File: i, Language: c.Language, VTT: f.Name + "." + c.Language + ".vtt", SRT: f.Name + "." + local + ".srt"})
		}
	}
}

// usualFormat is the crop that a channel is given where nobody has chosen one.
func usualFormat(ch Channel, assets []Asset) string {
	clip := len(assets) == 1 && assets[0].Kind == Video
	switch {
	case ch != Instagram && ch != Facebook && ch != Website:
		return "" // prints and screens have shapes of their own
	case ch == Website:
		return "landscape"
	case clip:
		return "story"
	}
	return "portrait"
}

// formOf is what a post is on a channel.
func formOf(ch Channel, format string, assets []Asset) PostForm {
	switch {
	case len(assets) > 1:
		return FormCarousel
	case len(assets) == 1 && assets[0].Kind == Video:
		return FormReel
	case len(assets) == 1 && assets[0].Kind == Audio:
		return FormSound
	case format == "story" && (ch == Instagram || ch == Facebook):
		return FormStory
	}
	return FormImage
}

// cuts lists what is made of the assets of a planned post. A sound stays as it is.
func cuts(item PlanItem, assets []Asset, format string) (out []KitFile) {
	if format == FormatOriginal {
		format = ""
	}
	for i, a := range assets {
		planned := item.Assets[i]
		around := planned.FocalPoint
		if around == nil {
			around = a.FocalPoint
		}
		cut := KitCut{Asset: a, Format: format, Around: around}
		if a.Kind != Photo {
			cut.From, cut.To = planned.part(a.Original.Duration)
		}
		if a.Kind == Audio {
			cut.Format, cut.Around = "", nil
		}
		out = append(out, KitFile{KitCut: cut, Index: i, Name: fileOf(i, a, format, false), AltText: a.AltText})
		if a.Kind == Video {
			cut.Cover, cut.CoverAt = true, planned.CoverAt
			if cut.CoverAt == nil && (cut.From > 0 || cut.To > 0) { // the poster may show what was cut away
				at := cut.From + max(0, cut.To-cut.From)/10
				cut.CoverAt = &at
			}
			cut.From, cut.To = 0, 0
			out = append(out, KitFile{KitCut: cut, Index: i, Name: fileOf(i, a, format, true), AltText: a.AltText})
		}
	}
	return out
}

// part is the part of a clip that lasts so long; both are 0 for all of it. An end that is not told, or beyond the clip's, is its
// own, where that is known.
func (p PlannedAsset) part(lasts time.Duration) (from, to time.Duration) {
	from, to = p.From, p.To
	if to == 0 || lasts > 0 && to > lasts {
		to = lasts
	}
	if from == 0 && to == lasts {
		return 0, 0
	}
	return from, to
}

// fileOf names a file without its extension.
func fileOf(i int, a Asset, format string, cover bool) string {
	parts := []string{strconv.Itoa(i + 1), clipped(Slug(a.ShownTitle())), format}
	if cover {
		parts = append(parts, "cover")
	}
	return joined("-", parts...)
}

// clipped is a slug that is not too long for a part of a file's name.
func clipped(slug string) string {
	if len(slug) > 60 {
		slug = strings.TrimRight(slug[:60], "-")
	}
	return slug
}
