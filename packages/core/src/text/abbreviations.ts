/**
 * What the rules know about a language. Lists are words between spaces.
 *
 * In abbreviation lists a word in small letters matches any case, one with a capital only a capital, because `sat.` and
 * `rep.` are ordinary words where `Sat.` and `Rep.` are not. Their last dot is left off. Compiled from general knowledge of
 * each language's orthography; words that are common at a sentence's end stay out.
 */
export interface LanguageTable {
  /** Never the last word of a sentence: titles before names, "e.g.". */
  readonly never?: string
  /** Stand before a number: "No. 5". Ordinary words otherwise. */
  readonly number?: string
  /** End a sentence only where a word follows that commonly begins one. */
  readonly maybe?: string
  /** Usually the last word when a capital follows. */
  readonly last?: string
  /** Words that commonly begin a sentence and are seldom names. */
  readonly starters?: string
  /** Words that leave a line unfinished: articles, conjunctions, prepositions that are nothing else. */
  readonly leaves?: string
  /** Prepositions that open an adverbial of time: "At 5 a.m. Mr. Smith …" goes on. */
  readonly timeOpeners?: string
  /** Said of a capitalised word after a time: "5 p.m. Eastern". */
  readonly afterTime?: string
  /** Ends of compounds that are abbreviated: "Hauptstr.". */
  readonly suffixes?: string
  /** Verbs that carry direct speech: “Stop!” John shouted. */
  readonly speech?: string
  /** Nouns after an ordinal written as number and dot: "3. Oktober". */
  readonly ordinalNouns?: string
  /** Words before such an ordinal: "das 3. Mal". */
  readonly ordinalLeads?: string
}

const english: LanguageTable = {
  never: `mr mrs ms mx messrs dr prof capt cpt cmdr lt sgt cpl pvt hon Rev Gen Col Maj Gov Sen Rep Adm Pres Amb Insp Supt
    Det Mme Mlle Mgr Msgr Fr e.g i.e eg ie vs viz cf ca`,
  number: `no nos nr p pp pg pgs par para vol vols ch chap fig figs eq eqs sec sect art arts cl v app ex ext tel rm apt
    ste bldg reg col ll nn op ver tab r`,
  maybe: `jr sr esq inc ltd co corp llc plc bros assn dept univ est approx appt min temp misc avg acct addr admin ave
    blvd rd st hwy pkwy sq mt ft Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat
    Sun u.s u.k u.n e.u u.s.a d.c al Ed eds trans orig cont incl excl abbr fl bef aft btw med f.e tsp tbsp oz lb lbs
    yd mi km kg hrs mph govt gov sci phys chem biol p pp`,
  last: 'etc a.m p.m',
  starters: `The A An He She It We They You I This That These Those There Here My Your His Her Our Their Its In On At By
    For From To With Without As After Before During While When Where Why Who What Which How If Although Though Because
    Since Once Until Unless But And Or So Yet Then Now Today Yesterday Tomorrow Also However Moreover Therefore Thus
    Meanwhile Instead Perhaps Maybe Yes No Not Nobody Nothing Everyone Everything Someone Something One Some Many Most
    Few Several All Each Every Both Another Other Others Such Only Just Even Still Soon Later Let Did Do Does Don't Is
    Are Was Were Has Have Had Can Could Will Would Should Please Thanks Thank Mr Mrs Ms It's He's She's That's There's
    What's We're They're You're I'm I've I'll I'd Under Over Between Among According Despite Finally First Second Last
    Next Eventually Apparently Of`,
  leaves: 'the a an and or but of to at by for from with into my your his her its our their',
  timeOpeners: 'at by on before after around about until till from since',
  afterTime: `monday tuesday wednesday thursday friday saturday sunday eastern pacific central mountain est edt pst pdt
    cst cdt mst mdt gmt utc bst cet cest et pt`,
  speech: `said says asked asks replied answered cried shouted whispered yelled exclaimed called muttered murmured
    screamed added continued snapped sighed laughed thought wondered demanded repeated insisted began`,
}

const german: LanguageTable = {
  never: `hr fr frl hrn dipl ing mag hrsg d.h d.i z.b z.t z.z i.d.r i.a i.e u.a o.g s.o s.u v.a bzw vgl sog ggf evtl bspw
    inkl exkl zzgl einschl insb insbes kath evgl gegr geb gest phil Prof Dres med rer nat jur`,
  number: 'nr nrn abs art bd bde kap abb anm tab tel hs aufl jg ziff rn s ff f anh',
  maybe: `str chr jh jhd jhdt mio mrd tsd std min sek ca mind u.ä o.ä u.u m.e z.hd gmbh ag Jan Feb Mär Apr Jun Jul Aug
    Sep Sept Okt Nov Dez Mo Di Mi Do Sa So b.z e.v a.d d.j d.m n.chr v.chr`,
  last: 'usw usf etc',
  suffixes: 'str',
  starters: `Der Die Das Den Dem Des Es Ich Wir Sie Er Du Ihr Ein Eine Einen Einem Einer Dies Diese Dieser Dieses Diesen
    Dort Da Hier Im In Am An Auf Aus Bei Beim Mit Nach Von Vom Vor Zu Zum Zur Für Über Unter Durch Ohne Gegen Um Bis Seit
    Während Aber Und Oder Denn Doch Wenn Weil Als Wie Was Wer Wo Warum Wann Nun Jetzt Dann Danach Auch Man Mein Meine Sein
    Seine Ihre Unser Unsere Kein Keine Nicht Nur So Viele Alle Jeder Jede Jedoch Außerdem Heute Gestern Morgen Bitte Ja Nein
    Zudem Dabei Dazu Damit Dadurch Deshalb Allerdings Trotzdem`,
  leaves: 'und oder der die das dem den des ein eine einer einem einen mit von vom zu zum zur im',
  ordinalNouns: `januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert
    jahrhunderts jahrtausend jh klasse geburtstag weltkrieg weltkriegs stock etage platz mal kapitel auflage lebensjahr
    semester liga bundesliga runde spieltag tag jahrestag minute hälfte viertel staffel folge band`,
  ordinalLeads: `am dem den der des das die vom zum zur im ins ab seit bis beim jeden jeder jede jedes ihr ihrem ihren sein
    seinem seinen mein meinem meinen unser unserem ein einem einen einer`,
}

const french: LanguageTable = {
  never: `m mm mme mmes mlle mlles mgr dr pr me st ste p.ex ex cf c.-à-d env av boul`,
  number: 'n no nos p pp vol chap art fig tél t réf',
  maybe: `janv févr avr juil sept oct nov déc apr j.-c hab éd coll r.-v s.a sarl cie bd tel min max`,
  last: 'etc',
  starters: `Le La Les L' Un Une Des Il Elle Ils Elles On Nous Vous Je Tu Ce Cet Cette Ces Cela Ça C'est Mon Ma Mes Son Sa
    Ses Notre Votre Leur Leurs Dans En Au Aux À Pour Par Sur Sous Avec Sans Après Avant Depuis Pendant Mais Et Ou Donc Or
    Car Si Quand Lorsque Comme Que Qui Quoi Où Comment Pourquoi Alors Puis Ainsi Aussi Cependant Toutefois Enfin Oui Non
    Tout Tous Toutes Plusieurs Aujourd'hui Hier Demain`,
  leaves: 'le la les un une des de du et ou à au aux en dans pour par sur avec',
}

const spanish: LanguageTable = {
  never: `sr sra srta sres sras dr dra dres d dña lic ing arq prof profa gral cap cnel tte fr sto sta p.ej ej vs excmo
    excma ilmo ud uds vd vds mons av avda cra cl`,
  number: 'no nº núm núms n pág págs p pp art arts párr párrf cap vol fig tel tels ext tlf apdo reg c',
  maybe: `ene feb mar abr may jun jul ago sep sept set oct nov dic Lun Mar Mié Mie Jue Vie Sáb Sab Dom admón aprox dpto
    depto dept ee.uu s.a s.l cía cia a.c d.c min máx mín hs hab izq dcha km kg
    EE UU RR HH FF AA JJ OO CC PP DD`,
  last: 'etc',
  starters: `El La Los Las Lo Un Una Unos Unas Él Ella Ellos Ellas Yo Tú Usted Ustedes Nosotros Este Esta Estos Estas Esto
    Ese Esa Eso Esos Esas Aquel Aquella Mi Mis Tu Tus Su Sus Nuestro Nuestra En Al De Del A Con Sin Por Para Según Sobre
    Desde Hasta Entre Tras Durante Pero Y E O Si Cuando Como Cómo Qué Quién Dónde Cuándo Porque Aunque Mientras Luego
    Después Antes Entonces Ahora Hoy Ayer Mañana También Además Sin Sí No Se Es Son Era Fue Hay Todo Todos Todas Cada
    Algunos Muchos Gracias Envíe`,
  leaves: 'el la los las un una de del y o e u a al en con por para',
}

const italian: LanguageTable = {
  never: `sig sigg dott prof avv ing arch geom rag on mons dir amm ecc.mo egr gent spett ad.es p.es es cfr v s st d psicol
    sen min pres`,
  number: 'n nn nr num pag pagg p pp art artt vol cap fig tel tab par ca',
  maybe: `gen feb mar apr mag giu lug ago set ott nov dic Lun Mar Mer Gio Ven Sab Dom s.p.a s.r.l spa srl a.c d.c econ az
    meteor idraul arte lett ed cit`,
  last: 'ecc etc',
  starters: `Il Lo La I Gli Le L' Un Uno Una È E Ma O Se Quando Come Che Chi Cosa Dove Perché Io Tu Lui Lei Noi Voi Loro
    Egli Ella Essi Questo Questa Questi Queste Quello Quella Mio Mia Suo Sua Nostro In Nel Nella Nei Nelle A Al Alla Ai Di
    Del Della Dei Da Dal Dalla Con Per Su Sul Sulla Tra Fra Senza Dopo Prima Durante Mentre Poi Ora Oggi Ieri Domani Anche
    Inoltre Infine Sì No Non Si Sono Ho Ha Hanno Grazie Tutti Ogni Alcuni Molti`,
  leaves: 'il lo la i gli le un una di del della e o a al alla in nel nella con per',
}

const portuguese: LanguageTable = {
  never: 'sr sra srta srs sras dr dra prof profa eng arq d dom exmo exma v.exa p.ex ex av',
  number: 'n nº no núm pág págs p pp art arts cap vol fig tel',
  maybe: 'jan fev mar abr mai jun jul ago set out nov dez seg ter qua qui sex sáb s.a ltda cia a.c d.c min aprox depto',
  last: 'etc',
  starters: `O A Os As Um Uma Uns Umas Ele Ela Eles Elas Eu Tu Você Vocês Nós Este Esta Isto Esse Essa Isso Aquele Aquela
    Meu Minha Seu Sua Nosso Nossa Em No Na Nos Nas De Do Da Dos Das Ao À Com Sem Por Para Sobre Desde Até Entre Durante Mas
    E Ou Se Quando Como Que Quem Onde Porque Embora Enquanto Depois Antes Então Agora Hoje Ontem Amanhã Também Sim Não É São
    Era Foi Há Todos Cada Muitos`,
}

const dutch: LanguageTable = {
  never: 'dhr mevr mw mr drs ir ing prof dr ds bijv bv d.w.z o.a m.b.t i.v.m z.g zgn ca resp aanw vnw incl excl',
  number: 'nr nrs blz p pp art afb hfdst tel par',
  maybe: 'jan feb mrt apr jun jul aug sep sept okt nov dec v.chr n.chr b.v n.v st min max',
  last: 'enz etc e.d',
  starters: `De Het Een Hij Zij Ze Wij We Jij Je U Ik Dit Dat Deze Die Daar Hier Er In Op Aan Bij Met Voor Van Naar Uit Om
    Tot Na Door Over Maar En Of Want Als Toen Wanneer Wat Wie Waar Waarom Hoe Nu Dan Ook Mijn Zijn Haar Ons Onze Geen Niet
    Alle Vandaag Gisteren Morgen Ja Nee`,
}

const scandinavian: LanguageTable = {
  never: 'hr fr frk dr prof ing skt st bl.a f.eks t.ex t.o.m dvs d.v.s ca iflg ifølge pga p.g.a mht vedr inkl ekskl jf',
  number: 'nr s p art kap fig tlf tel stk bd kl',
  maybe: 'jan feb mar apr jun jul aug sep sept okt nov dec des a/s min maks kr o.s.v',
  last: 'osv mv m.v m.m mm etc',
  starters: `Den Det De En Et Ett Han Hun Hon Hen Jeg Jag Vi Du I Ni Man Dette Detta Denne Denna Disse Dessa Der Här Her Där
    På Ved Vid Med Til Till For För Fra Från Om Efter Etter Før Før Innan Under Men Og Och Eller Hvis Om Når När Da Då Som
    Hvad Vad Hva Hvem Vem Hvor Var Hvorfor Varför Hvordan Hur Nu Nå Så Også Også Min Mit Mitt Sin Sitt Deres Ikke Inte Alle
    Alla Ja Nej Nei`,
}

const polish: LanguageTable = {
  never: 'dr prof mgr inż hab ks gen płk m.in np tzw św ul al wg pt bałt zob por red im',
  number: 'nr nry str s art ust rozdz tel rys tab poz',
  maybe: 'r w godz min tys mln mld zł gr ok sp p.n.e n.e',
  last: 'itd itp',
  starters: `To Ten Ta Te Tam Tu On Ona Ono Oni One Ja Ty My Wy W We Na Do Od Z Ze Za Po Przed Przy Dla Bez Pod Nad Ale I
    Lub Jeśli Kiedy Gdy Jak Co Kto Gdzie Dlaczego Czy Teraz Potem Dziś Wczoraj Jutro Także Mój Moja Jego Jej Ich Nie Tak`,
}

/** Where the language is not known: what is common elsewhere and no word in English. */
const undetermined: LanguageTable = {
  never: `sra srta sres dña hrn frl dhr mevr mme mlle mmes dott dipl hrsg z.b d.h d.w.z bl.a t.ex p.ej p.ex bijv bzw vgl sog
    ggf evtl bspw zzgl inkl prof`,
  number: 'nr abs kap blz pág págs pag',
  maybe: 'gmbh bd jh jhd EE UU s.p.a s.r.l ltda',
  last: 'usw ecc osv enz itd',
}

/** By primary language subtag. English holds for every text in Latin letters, since names and units travel. */
export const latinTables: Readonly<Record<string, LanguageTable>> = {
  und: undetermined,
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  pt: portuguese,
  nl: dutch,
  da: scandinavian,
  nb: scandinavian,
  nn: scandinavian,
  no: scandinavian,
  sv: scandinavian,
  pl: polish,
}

const cyrillic: LanguageTable = {
  never: `г-н г-жа г-на г-ну гр проф акад доц инж им ул пл просп пр-т пер бул д-р св т.е т.н т.к т.наз напр вкл пгт пос обл
    р-н см ср тов гос ред изд сост м-р гн гжа`,
  number: 'стр с п пп рис табл гл ст т тт №№ кв тел вып разд ч',
  maybe: `г гг в вв н.э р руб коп дол долл тыс млн млрд мин сек ч кг км м куб кв куб.м кв.м янв февр мар апр июн июл авг
    сент окт нояб дек у.е т.б б.з.б пр`,
  last: 'т.д т.п др т.г',
  starters: `Он Она Оно Они Я Ты Мы Вы Это Этот Эта Эти Тот Та Те Там Тут Здесь В Во На По С Со К Ко От До Из За Для Без
    При Над Под О Об Но И А Или Если Когда Как Что Кто Где Почему Зачем Однако Поэтому Потом Затем Теперь Сейчас Сегодня
    Вчера Завтра Также Мой Моя Его Её Их Не Да Нет Все Каждый Некоторые После Перед Тогда Той Тя То Те Аз Ти Ние Вие От Със Ако
    Когато Какво Кой Къде Ол Бұл Олар Мен Сен Біз Біздің Сонымен Сондықтан Бірақ Кроме`,
}

const greek: LanguageTable = {
  never: 'κ κα κος κ.κ δρ καθ αγ π.χ δηλ βλ πρβλ',
  number: 'αρ σ σελ άρθ κεφ εικ τηλ',
  maybe: 'π.μ μ.μ π.χ μ.χ χιλ εκ',
  last: 'κ.λπ κλπ κ.ά κ.τ.λ',
  starters:
    'Ο Η Το Οι Τα Αυτός Αυτή Αυτό Εγώ Εσύ Εμείς Στο Στη Στην Στον Από Για Με Και Αλλά Αν Όταν Πώς Τι Ποιος Πού Τώρα',
}

const armenian: LanguageTable = { never: 'պրն տկն օր', number: 'հ էջ', maybe: 'թ դդ հզր մլն' }
const arabic: LanguageTable = { never: 'د أ م ا', number: 'ص ج', maybe: 'هـ ق.م' }

/** Scripts other than Latin: words of one cannot be mistaken for another's, so all of them always hold. */
export const otherTables: readonly LanguageTable[] = [cyrillic, greek, armenian, arabic]
