package demo

import (
	"fmt"
	"strings"
)

// bookTip is what a presenter says about a book on behalf of a library.
type bookTip struct {
	book, library, presenter, series, quote string
	tags                                    []string
}

func bookTips() []bookTip {
	return []bookTip{
		{"sult", "haugesund", "Per Håkon Vestrheim", fridayBook, "Over hundre år gammel, og likevel det nærmeste jeg har kommet å være inne i hodet på et annet menneske.", []string{"klassiker", "roman"}},
		{"kransen", "tysvar", "Ingunn Sandvik Lode", fridayBook, "Jeg trodde jeg skulle lese en plikt. Så lå jeg våken til klokka tre for å se om hun valgte Erlend.", []string{"klassiker", "historisk roman"}},
		{"fuglane", "vindafjord", "Gunnvor Tveit Ersland", fridayBook, "Mattis forstår meir enn alle dei kloke rundt seg. Eg les boka kvart femte år og blir like stille kvar gong.", []string{"klassikar", "nynorsk"}},
		{"is-slottet", "suldal", "Åshild Foss Røgenes", monthly, "Ein frosen foss, to jenter og noko usagt. Les boka ein mørk kveld i januar, så kjenner du kulda i fingrane.", []string{"klassikar", "nynorsk", "vinter"}},
		{"naiv-super", "sandnes", "Jonas Bru Eikeland", fridayBook, "For deg som har stått fast og trenger en bok som kaster ball mot en vegg sammen med deg.", []string{"humor", "ungdom"}},
		{"doppler", "sola", "Amir Rezaei", monthly, "En mann flytter til skogs med en elgkalv. Det er morsomt helt til du merker hvor mye han har rett i.", []string{"humor", "friluftsliv"}},
		{"hester", "eigersund", "Silje Mong", fridayBook, "En sommer ved grensen, en far og hester som ikke er deres. Så rolig fortalt at du hører elva.", []string{"sommer", "roman"}},
		{"snomannen", "stavanger", "Mariam Osei-Haaland", fridayBook, "Jeg leste siste halvdel med lyset på i alle rom. Og jeg ser fortsatt litt rart på snømenn.", []string{"krim", "vinter"}},
		{"rodstrupe", "karmoy", "Kjersti Nordbø", fridayBook, "Krim med krigshistorie i bunnen. Begynn her hvis du aldri har møtt Harry Hole før.", []string{"krim", "påskekrim"}},
		{"arv-og-miljo", "stavanger", "Mariam Osei-Haaland", monthly, "Fire søsken, to hytter og noe ingen vil høre om. Perfekt for lesesirkelen, for alle blir uenige.", []string{"lesesirkel", "samtidsroman"}},
		{"er-mor-dod", "randaberg", "Line Fjelde Horpestad", fridayBook, "En datter som følger med på sin mors vindu fra gata. Ubehagelig, og umulig å legge fra seg.", []string{"samtidsroman"}},
		{"bienes-historie", "ha", "Solveig Kvia", fridayBook, "Tre tider, tre familier og biene som binder dem sammen. Du kommer til å se annerledes på frokosten din.", []string{"klima", "roman"}},
		{"beatles", "gjesdal", "Line Fjelde Horpestad", fridayBook, "Fire gutter som vil være John, Paul, George og Ringo. Boka er tykk, men du vil ikke at den skal ta slutt.", []string{"oppvekst", "musikk"}},
		{"halvbroren", "haugesund", "Per Håkon Vestrheim", monthly, "Tre generasjoner kvinner og en liten mann som dikter seg større. Sett av høstferien.", []string{"slektsroman", "høst"}},
		{"yngve", "stavanger", "Mariam Osei-Haaland", localShelf, "Stavanger i 1989: garasjeband, en mur som faller og en forelskelse ingen hadde planlagt.", []string{"lokallitteratur", "oppvekst"}},
		{"tollak", "strand", "Line Fjelde Horpestad", fridayBook, "En sta gubbe som bare har elsket én. Kort bok, lang ettervirkning.", []string{"kortroman"}},
		{"berlinerpoplene", "sokndal", "Silje Mong", fridayBook, "Tre brødre, en grisegård og en begravelse. Jeg lo høyt på bussen, og gråt på neste holdeplass.", []string{"slektsroman", "humor"}},
		{"de-urolige", "lund", "Silje Mong", monthly, "Om å være barn av to store mennesker, og selv måtte finne ordene når de blir små.", []string{"samtidsroman"}},
		{"morgon-og-kveld", "time", "Torgeir Aarre", fridayBook, "Johannes blir fødd, og Johannes døyr. Imellom ligg heile livet, og havet. Les høgt, så høyrer du musikken.", []string{"nynorsk", "kortroman"}},
		{"trilogien", "hjelmeland", "Oddny Valheim", monthly, "To unge menneske leitar etter husly i Bjørgvin. Stilla mellom setningane seier like mykje som orda.", []string{"nynorsk", "roman"}},
		{"tante-ulrikke", "sandnes", "Jonas Bru Eikeland", fridayBook, "To gutter fra samme blokk, og hver sin vei videre. Gi den til en tenåring, og les den selv etterpå.", []string{"ungdom", "oppvekst"}},
		{"for-jeg-brenner-ned", "lund", "Silje Mong", fridayBook, "En bygd som brenner hus for hus, og en forfatter som ble døpt midt i det. Jeg sjekket røykvarsleren.", []string{"roman"}},
		{"vaffelhjarte", "bjerkreim", "Bjarte Heggland", fridayBook, "Trille og Lena finn på så mykje at du må lese berre eitt kapittel til. Best som høgtlesing for heile familien.", []string{"barn", "høgtlesing"}},
		{"keeperen", "klepp", "Bjarte Heggland", fridayBook, "Trille og Lena er tilbake, med fotball, båt og den første forelskinga. Eg gret litt, og lo mykje meir.", []string{"barn", "fotball"}},
		{"sovjetistan", "kvitsoy", "Line Fjelde Horpestad", monthly, "Fem land jeg knapt kunne plassere på kartet. Nå vil jeg til alle sammen.", []string{"sakprosa", "reise"}},
		{"havboka", "utsira", "Per Håkon Vestrheim", monthly, "To menn, en gummibåt og en håkjerring på dypet. Egentlig handler boka om alt havet er.", []string{"sakprosa", "hav"}},
		{"vinternoveller", "tysvar", "Ingunn Sandvik Lode", fridayBook, "Tre noveller om folk som har litt for lite av alt, unntatt omsorg. Ha lommetørkle klart.", []string{"noveller", "jul"}},
		{"stargate", "eigersund", "Silje Mong", monthly, "To søstre og et juletresalg på Tøyen. Hundre og noen sider som lyser i desember.", []string{"jul", "kortroman"}},
		{"jakthundene", "sola", "Amir Rezaei", fridayBook, "Wisting må etterforske sine egne. Krim for deg som vil forstå arbeidet, ikke bare jakten.", []string{"krim", "påskekrim"}},
		{"garman-worse", "stavanger", "Mariam Osei-Haaland", localShelf, "Sladder, skip og skam i en vestlandsby på 1800-tallet. Overraskende vittig.", []string{"lokallitteratur", "klassiker"}},
		{"fred", "time", "Torgeir Aarre", localShelf, "Jæren slik vinden kjennest. Enok slit med Gud, jorda og seg sjølv, og vi slit med han.", []string{"lokallitteratur", "klassikar"}},
		{"haugtussa", "sauda", "Åshild Foss Røgenes", localShelf, "Veslemøy ser det andre ikkje ser. Dikta er laga for å lesast høgt, eller syngjast.", []string{"dikt", "nynorsk"}},
		{"jernvognen", "karmoy", "Kjersti Nordbø", fridayBook, "Krim fra 1909, og den holder fortsatt. Jeg hørte etter jernvognen hele natten.", []string{"krim", "påskekrim"}},
	}
}

func (d *desk) bookTips() {
	for _, t := range bookTips() {
		d.bookTip(t, Asset{}, card{})
	}
}

// bookTip adds the tip to what is already decided about the asset and the card.
func (d *desk) bookTip(t bookTip, a Asset, c card) {
	book := d.books[t.book]
	a.Language = d.libraries[t.library].Language
	author := strings.Join(book.Authors, ", ")
	a.ContentType, a.Libraries, a.Presenters = literature, []string{t.library}, []string{t.presenter}
	a.Books, a.Series, a.Tags = []string{t.book}, t.series, append([]string{"boktips"}, t.tags...)
	a.Title = fmt.Sprintf("%s: %s av %s", t.series, book.Title, author)
	a.Description = fmt.Sprintf(a.word("%s anbefaler %s av %s. «%s»", "%s tilrår %s av %s. «%s»"), t.presenter, book.Title, author, t.quote)
	c.layout, c.label, c.book, c.author, c.body = tip, t.series, book.Title, author, t.quote
	c.by = t.presenter + a.word(" anbefaler", " tilrår")
	d.add(a, c)
}

// list is a reading list: a headline and some books.
type list struct {
	library, headline, description, date string
	books, tags                          []string
}

func (d *desk) lists() {
	for _, l := range []list{
		{"karmoy", "Fire krim til påske", "Boklista for påska: to med Harry Hole, en med Wisting og en gammel traver fra 1909.", "2026-03-23", []string{"snomannen", "rodstrupe", "jakthundene", "jernvognen"}, []string{"krim", "påskekrim", "påske"}},
		{"sandnes", "Korte romaner til lange kvelder", "Fem bøker du rekker på en kveld eller to.", "2025-11-07", []string{"tollak", "stargate", "naiv-super", "sult", "doppler"}, []string{"kortroman", "høst"}},
		{"utsira", "Bøker der havet er med", "Fire bøker å ta med på ferja.", "2025-06-19", []string{"havboka", "morgon-og-kveld", "garman-worse", "keeperen"}, []string{"hav", "sommer"}},
		{"vindafjord", "Nynorsk du ikkje legg frå deg", "Fem bøker på nynorsk, frå Garborg til Parr.", "2026-02-20", []string{"fuglane", "is-slottet", "trilogien", "vaffelhjarte", "haugtussa"}, []string{"nynorsk"}},
		{county, "Rogaland på trykk", "Fire romaner med Rogaland mellom permene. Fri bruk for alle bibliotekene i fylket.", "2025-09-12", []string{"garman-worse", "yngve", "fred", "tollak"}, []string{"lokallitteratur"}},
		{"ha", "Til lesesirkelen i høst", "Fem romaner som gir noe å snakke om når kaffen er skjenket.", "2026-08-28", []string{"arv-og-miljo", "er-mor-dod", "de-urolige", "tante-ulrikke", "halvbroren"}, []string{"lesesirkel", "høst"}},
		{"bokn", "Klassikarar å begynne med", "Har du tenkt at du burde lese ein klassikar? Begynn med ein av desse fire.", "2025-01-17", []string{"fuglane", "sult", "kransen", "lillelord"}, []string{"klassikar"}},
	} {
		a := Asset{Title: bookList + ": " + l.headline, Description: l.description, ContentType: literature, Libraries: []string{l.library},
			Books: l.books, Series: bookList, Tags: l.tags, RecordedAt: date(l.date)}
		c := card{layout: table, format: portrait, label: bookList, headline: l.headline}
		for _, key := range l.books {
			c.rows = append(c.rows, row{d.books[key].Title, d.books[key].Authors[0]})
		}
		d.add(a, c)
	}
}
