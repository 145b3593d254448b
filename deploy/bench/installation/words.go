package main

// The lists are values of variables because Go has no constant lists; nothing changes them. Words of a list stand in the
// order of how often they are used.
var (
	// municipalities are Rogaland's, with the county's own library first.
	municipalities = []string{"Rogaland", "Stavanger", "Sandnes", "Haugesund", "Karmøy", "Sola", "Tysvær", "Time", "Klepp", "Hå", "Eigersund",
		"Strand", "Gjesdal", "Vindafjord", "Randaberg", "Sauda", "Suldal", "Lund", "Sokndal", "Hjelmeland", "Bjerkreim", "Bokn", "Kvitsøy", "Utsira"}

	firstNames = []string{"Ingrid", "Per", "Kari", "Ola", "Åse", "Mariam", "Torgeir", "Solveig", "Jonas", "Kjersti", "Amir", "Gunnvor", "Silje",
		"Bjarte", "Line", "Oddny", "Håkon", "Yusuf", "Eli", "Sindre"}
	lastNames = []string{"Lode", "Vestrheim", "Aarre", "Kvia", "Eikeland", "Røgenes", "Nordbø", "Tveit", "Mong", "Heggland", "Fjelde", "Valheim",
		"Sørbø", "Haaland", "Rezaei", "Østhus", "Skår", "Bø", "Lie", "Undheim"}

	adjectives = []string{"Den stille", "Den lange", "Den siste", "Den mørke", "Den usynlige", "Den gamle", "Den nye", "Den vesle", "Den røde",
		"Den ukjente", "Den første", "Den hemmelige", "Den kalde", "Den tapte", "Den gode", "Den andre", "Den tunge", "Den varme", "Den fjerne", "Den blå"}
	nouns = []string{"fjorden", "sommeren", "natta", "reisen", "øya", "skogen", "vinteren", "gata", "brua", "hagen", "dagen", "sangen", "muren",
		"døra", "båten", "fuglen", "leken", "krigen", "drømmen", "boka", "bygda", "heia", "stormen", "tiden", "stjernen", "steinen", "fossen",
		"kysten", "mannen", "kvinna", "jenta", "broren", "søstra", "familien", "hunden", "katten", "hesten", "elva", "toppen", "jorda", "himmelen",
		"snøen", "isen", "regnet", "vinden", "sola", "månen", "lampa", "nøkkelen", "klokka"}

	activities = []string{"Lesestund", "Boktips", "Høytlesing for barn", "Forfattermøte", "Strikkekafé", "Språkkafé", "Sommerles", "Spillkveld",
		"Babysang", "Lesesirkel", "Påskekrim", "Åpen dag", "Krimkveld", "Skumringstime", "Verksted for ungdom", "Omvisning", "Juleverksted",
		"Bokbytte", "Filmklubb", "Slektsgransking", "Pappatreff", "Meråpent", "Digital hjelp", "Eventyrstund", "Bokprat", "Konsert i biblioteket",
		"Forteljarstund", "Kodeklubb", "Poesikveld", "Hageprat"}

	sights = []string{"To barn leser sammen i en sofa.", "En formidler holder fram en bok.", "Et bord med bøker og en plakat.",
		"Reoler i et lyst rom.", "Hender som strikker, og en kaffekopp.", "En gruppe voksne i samtale rundt et bord."}

	// phrases take a tag and a municipality.
	phrases = []string{"Vi snakker om %s og leser høyt på %s bibliotek.", "Alle som liker %s, er velkomne til %s.", "Gratis inngang, og ingen påmelding: %s i %s.",
		"Formidleren anbefaler tre bøker om %s fra hylla i %s.", "Opptaket er gjort under en kveld om %s i %s.", "Klippet kan brukes på nytt når temaet er %s, også utenfor %s.",
		"Me les om %s og drikk kaffi i %s.", "Barna laget plakater om %s sammen med biblioteket i %s.", "Ta med en venn og hør om %s; lokalet i %s er åpent fra klokka fem.",
		"Boka handler om %s og er lånt ut mest i %s.", "Stemningsbilde fra %s, tatt i det nye lokalet i %s.", "Lån lydboka hjemmefra; spør om %s i skranken i %s."}

	topics = []string{"krim", "barn", "sommer", "ungdom", "lesetips", "roman", "jul", "høytlesing", "lokalhistorie", "påskekrim", "strikking", "språk",
		"film", "musikk", "spill", "natur", "fjell", "hav", "mat", "hage", "dikt", "eventyr", "reise", "krig", "kjærlighet", "familie", "vennskap",
		"humor", "skrekk", "fantasy", "klima", "dyr", "hest", "fotball", "historie", "kunst", "teater", "nynorsk", "lydbok", "tegneserie"}
	endings = []string{"bok", "kveld", "dag", "klubb", "uke", "hylle", "prat"}

	months = []string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}
)
