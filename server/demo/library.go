package demo

const (
	bokmal  = "nb"
	nynorsk = "nn"

	county = "rogaland-fylkesbibliotek"
)

// libraries returns Rogaland's 23 municipal libraries and the county library. A municipality whose
// language decision is neutral gets bokmål. Only numbers found in a public source are given.
func libraries() []Library {
	all := []Library{
		{Slug: county, Name: "Rogaland fylkesbibliotek", Municipality: "Rogaland fylkeskommune", Kommune: "11", Language: bokmal},
		{Slug: "eigersund", Name: "Eigersund bibliotek", Municipality: "Eigersund", Kommune: "1101", Language: bokmal, Aliases: []string{"Eigersund folkebibliotek"}},
		{Slug: "stavanger", Name: "Stavanger bibliotek", Municipality: "Stavanger", Kommune: "1103", Language: bokmal, Aliases: []string{"Sølvberget"}},
		{Slug: "haugesund", Name: "Haugesund folkebibliotek", Municipality: "Haugesund", Kommune: "1106", Number: "2110600", Language: bokmal},
		{Slug: "sandnes", Name: "Sandnes bibliotek", Municipality: "Sandnes", Kommune: "1108", Language: bokmal},
		{Slug: "sokndal", Name: "Sokndal folkebibliotek", Municipality: "Sokndal", Kommune: "1111", Language: bokmal},
		{Slug: "lund", Name: "Lund folkebibliotek", Municipality: "Lund", Kommune: "1112", Language: bokmal},
		{Slug: "bjerkreim", Name: "Bjerkreim folkebibliotek", Municipality: "Bjerkreim", Kommune: "1114", Language: nynorsk},
		{Slug: "ha", Name: "Hå folkebibliotek", Municipality: "Hå", Kommune: "1119", Number: "2111900", Language: bokmal},
		{Slug: "klepp", Name: "Klepp bibliotek", Municipality: "Klepp", Kommune: "1120", Language: nynorsk},
		{Slug: "time", Name: "Time bibliotek", Municipality: "Time", Kommune: "1121", Language: nynorsk},
		{Slug: "gjesdal", Name: "Gjesdal folkebibliotek", Municipality: "Gjesdal", Kommune: "1122", Language: bokmal},
		{Slug: "sola", Name: "Sola bibliotek", Municipality: "Sola", Kommune: "1124", Language: bokmal, Aliases: []string{"Sola folkebibliotek"}},
		{Slug: "randaberg", Name: "Randaberg bibliotek", Municipality: "Randaberg", Kommune: "1127", Language: bokmal},
		{Slug: "strand", Name: "Strand bibliotek", Municipality: "Strand", Kommune: "1130", Language: bokmal, Aliases: []string{"Ryfylkebiblioteket Strand"}},
		{Slug: "hjelmeland", Name: "Ryfylkebiblioteket Hjelmeland", Municipality: "Hjelmeland", Kommune: "1133", Language: nynorsk},
		{Slug: "suldal", Name: "Ryfylkebiblioteket Suldal", Municipality: "Suldal", Kommune: "1134", Language: nynorsk},
		{Slug: "sauda", Name: "Ryfylkebiblioteket Sauda", Municipality: "Sauda", Kommune: "1135", Language: nynorsk},
		{Slug: "kvitsoy", Name: "Kvitsøy folkebibliotek", Municipality: "Kvitsøy", Kommune: "1144", Language: bokmal},
		{Slug: "bokn", Name: "Bokn bibliotek", Municipality: "Bokn", Kommune: "1145", Number: "2114500", Language: nynorsk},
		{Slug: "tysvar", Name: "Tysvær bibliotek", Municipality: "Tysvær", Kommune: "1146", Number: "2114600", Language: bokmal, Aliases: []string{"Tysvær folkebibliotek"}},
		{Slug: "karmoy", Name: "Karmøy folkebibliotek", Municipality: "Karmøy", Kommune: "1149", Language: bokmal},
		{Slug: "utsira", Name: "Utsira folkebibliotek", Municipality: "Utsira", Kommune: "1151", Number: "2115100", Language: bokmal},
		{Slug: "vindafjord", Name: "Vindafjord bibliotek", Municipality: "Vindafjord", Kommune: "1160", Language: nynorsk},
	}
	for i := range all {
		if all[i].Slug != county {
			all[i].Parent = county
		}
	}
	return all
}

// presenters returns invented staff. Two or more libraries share none of them, but a presenter may
// sign a tip for another library than their own.
func presenters() []Presenter {
	return []Presenter{
		{"Ingunn Sandvik Lode", "tysvar"},
		{"Per Håkon Vestrheim", "haugesund"},
		{"Mariam Osei-Haaland", "stavanger"},
		{"Torgeir Aarre", "time"},
		{"Solveig Kvia", "ha"},
		{"Jonas Bru Eikeland", "sandnes"},
		{"Åshild Foss Røgenes", "suldal"},
		{"Kjersti Nordbø", "karmoy"},
		{"Amir Rezaei", "sola"},
		{"Gunnvor Tveit Ersland", "vindafjord"},
		{"Silje Mong", "eigersund"},
		{"Bjarte Heggland", "klepp"},
		{"Line Fjelde Horpestad", county},
		{"Oddny Valheim", "hjelmeland"},
	}
}
