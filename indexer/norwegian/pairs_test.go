package norwegian_test

import (
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// standards are words of the interface and of library life in bokmål and nynorsk, as they stand in running text. The
// first of each line is bokmål; all of a line must meet.
const standards = `
innspillingsdag innspelingsdag innspillingsdager innspelingsdagar
bilde bilete bilder bildet biletet bileta bildene
formidler formidlar formidlere formidlarar formidlerne formidlarane
innholdstype innhaldstype innholdstyper innhaldstypar
tilbudet tilbodet tilbud tilbod tilboda
relasjonsbyggende relasjonsbyggjande
innhold innhald innholdet innhaldet
anledning høve anledningen høvet
ganger gonger gang gong gangen gongen
godkjent godkjend
planlagt planlagd
fulgt følgd
ansvarlig ansvarleg
svarer svarar
kommentarer kommentarar
tagget tagga
venter ventar
godtatt godteken
emneknagger emneknaggar emneknagg
bildetekst bilettekst bilettekster
innbrent innbrend
høyt høgt
mangler manglar
foresatt føresett foresatte føresette
bildet biletet
ikke ikkje
gjenkjennelig attkjenneleg
rettigheter rettar
navn namn navnet namnet
kun berre bare
gjenbrukes gjenbrukast gjenbruk
laget laga
slipp slepp
velg vel
laster lastar
ble vart
avbrutt avbroten
slapp
finnes finst
støttes støtta
lenken lenka lenke
mente meinte
nyeste nyaste
eldste eldst
lignende liknande
lagret lagra lagre
papirkurv papirkorg papirkurven papirkorga
slettes sletta
gjenopprett attopprett
noen nokon
endret endra
endringene endringane endringer endringar
fylles fyllast
fant fann
selv sjølv
forfatter forfattar forfattere forfattarar forfatteren forfattaren
utgitt utgjeve
leser lesar lesere lesarar leseren lesaren
bidragsyter bidragsytar
innstillinger innstillingar
varsler varsel
visninger visingar visning vising
rekkevidde rekkjevidd
likerklikk likarklikk
delinger delingar
lagringer lagringar
hva kva
senest seinast
publiseres publiserast
ennå enno
høyst høgst
tegn teikn
noe noko
galt gale
dager dagar
siden sidan
uke veke uker veker ukene vekene
mandag måndag
tirsdag tysdag
lørdag laurdag
søndag sundag
barn born barna borna
jul jol
sommer sommar sommeren sommaren
høytlesing høgtlesing høytlesning
åpen open åpne opne
åpningstid opningstid åpningstider opningstider
meråpent meirope meråpen
fortelling forteljing fortellinger forteljingar fortellingen forteljinga
innspilling innspeling innspillinger innspelingar
skole skule skolen skulen skoler skular
kirke kyrkje kirken kyrkja
sommerbibliotek sommarbibliotek sommerbiblioteket sommarbiblioteka
fortellerstund forteljarstund
forfatterbesøk forfattarbesøk
tegneserier teikneseriar tegneserie teikneserie
konkurranse tevling konkurranser tevlingar
verksted verkstad verksteder verkstader
slektsforskning slektsgransking
boksalg boksal
utleie utleige
brettspill brettspel
rollespill rollespel
kjærlighet kjærleik
høstferie haustferie
ferge ferje ferger ferjer
svarthvitt svartkvitt
kirkebøker kyrkjebøker kyrkjebok
blomster blomar
trygghet tryggleik
ansatte tilsette ansatt
gave gåve gaver gåver
lussekatter lussekattar
pensjonister pensjonistar
aktiviteter aktivitetar
kveld kveldar kvelden
framvisning framvising
undervisning undervising
sykehjem sjukeheim
vei veg veien vegen
hjem heim
melk mjølk
musikere musikarar
kunstner kunstnar
oversetter omsetjar
nyhet nyheit nyheter nyheiter
måneder månader
tidlig tidleg
språk språka språket
skuespiller skodespelar
snekker snikkar
`

func TestStandardsMeet(t *testing.T) {
	lex := norwegian.Shipped()
	for line := range strings.Lines(strings.TrimSpace(standards)) {
		words := strings.Fields(line)
		want := lex.Form(norwegian.Fold(words[0]), nil).Canonical
		for _, w := range words[1:] {
			if got := lex.Form(norwegian.Fold(w), nil).Canonical; got != want {
				t.Errorf("canonical form of %s is %q, want %q as of %s", w, got, want, words[0])
			}
		}
	}
}

// TestWordsStayApart: words that look alike but mean different things must not meet.
func TestWordsStayApart(t *testing.T) {
	lex := norwegian.Shipped()
	for _, pair := range [][2]string{
		{"bok", "bak"}, {"bil", "bilete"}, {"vin", "vinner"}, {"ole", "øl"}, {"løve", "lov"}, {"natt", "nett"},
		{"dag", "dagbok"}, {"hund", "hundre"}, {"lesing", "lesesal"}, {"sal", "salg"}, {"rom", "roman"},
		{"forfatter", "forfatterbesøk"}, {"barn", "bar"}, {"kor", "kort"}, {"fest", "festival"},
		{"spiller", "spillkveld"}, {"by", "bygd"}, {"mor", "moro"},
	} {
		a, b := lex.Form(norwegian.Fold(pair[0]), nil).Canonical, lex.Form(norwegian.Fold(pair[1]), nil).Canonical
		if a == b {
			t.Errorf("%s and %s both have the canonical form %q", pair[0], pair[1], a)
		}
	}
}
