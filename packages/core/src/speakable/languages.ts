/** What a person reading aloud says for a symbol, by where it stands. An empty word leaves the symbol out. */
export interface Language {
  readonly symbols: Readonly<Record<string, string>>
  /** Right before a number, such as `~5`. */
  readonly beforeNumber: Readonly<Record<string, string>>
  /** Between two numbers, such as `1–10`. */
  readonly betweenNumbers: Readonly<Record<string, string>>
  /** Right after a number, such as `1½`. */
  readonly afterNumber: Readonly<Record<string, string>>
  /** Written before the amount and said after it: for one, and for any other amount. */
  readonly currencies: Readonly<Record<string, readonly [string, string]>>
  /** Words that belong to the amount: `€5 million`. */
  readonly scales: readonly string[]
  /** In place of a block of code. */
  readonly codeBlock: string
  /** For a check mark and for a cross that are all a table's cell holds. */
  readonly yes: string
  readonly no: string
}

// Listed is what speech engines leave out or spell: tried with espeak-ng 1.51 and flite 2.2. They say % $ @ = + well.
const english: Language = {
  symbols: {
    '&': 'and',
    '^': 'to the power of',
    '→': 'to',
    '⇒': 'implies',
    '←': 'from',
    '↑': 'up',
    '↓': 'down',
    '≈': 'about',
    '≤': 'less than or equal to',
    '≥': 'greater than or equal to',
    '≠': 'not equal to',
    '×': 'times',
    '÷': 'divided by',
    '±': 'plus or minus',
    '−': 'minus',
    '²': 'squared',
    '³': 'cubed',
    '√': 'the square root of',
    '∞': 'infinity',
    '°C': 'degrees Celsius',
    '°F': 'degrees Fahrenheit',
    '°': 'degrees',
    '½': 'one half',
    '¼': 'one quarter',
    '¾': 'three quarters',
    '§': 'section',
    '€': 'euros',
    '£': 'pounds',
  },
  beforeNumber: { '~': 'about', '#': 'number', '<': 'less than', '>': 'more than' },
  betweenNumbers: { '–': 'to', '*': 'times', '**': 'to the power of' },
  afterNumber: { '½': 'and a half', '¼': 'and a quarter', '¾': 'and three quarters' },
  currencies: {
    '€': ['euro', 'euros'],
    '£': ['pound', 'pounds'],
    '¥': ['yen', 'yen'],
    '₹': ['rupee', 'rupees'],
  },
  scales: ['thousand', 'million', 'billion', 'trillion'],
  codeBlock: 'Code block.',
  yes: 'yes',
  no: 'no',
}

const german: Language = {
  symbols: {
    '&': 'und',
    '^': 'hoch',
    '→': 'zu',
    '⇒': 'daraus folgt',
    '←': 'von',
    '≈': 'ungefähr',
    '≤': 'kleiner oder gleich',
    '≥': 'größer oder gleich',
    '≠': 'ungleich',
    '×': 'mal',
    '÷': 'geteilt durch',
    '±': 'plus minus',
    '−': 'minus',
    '²': 'hoch zwei',
    '³': 'hoch drei',
    '√': 'Wurzel aus',
    '∞': 'unendlich',
    '°C': 'Grad Celsius',
    '°F': 'Grad Fahrenheit',
    '°': 'Grad',
    '½': 'ein halb',
    '¼': 'ein Viertel',
    '¾': 'drei Viertel',
    '§': 'Paragraf',
    '€': 'Euro',
    '£': 'Pfund',
  },
  beforeNumber: { '~': 'ungefähr', '#': 'Nummer', '<': 'kleiner als', '>': 'größer als' },
  betweenNumbers: { '–': 'bis', '*': 'mal', '**': 'hoch' },
  afterNumber: { '½': 'einhalb' },
  currencies: { '€': ['Euro', 'Euro'], '£': ['Pfund', 'Pfund'], $: ['Dollar', 'Dollar'], '¥': ['Yen', 'Yen'] },
  scales: ['Tausend', 'Million', 'Millionen', 'Milliarde', 'Milliarden'],
  codeBlock: 'Codeblock.',
  yes: 'ja',
  no: 'nein',
}

const french: Language = {
  symbols: {
    '&': 'et',
    '^': 'puissance',
    '→': 'vers',
    '⇒': 'implique',
    '≈': 'environ',
    '≤': 'inférieur ou égal à',
    '≥': 'supérieur ou égal à',
    '≠': 'différent de',
    '×': 'fois',
    '÷': 'divisé par',
    '±': 'plus ou moins',
    '−': 'moins',
    '²': 'au carré',
    '³': 'au cube',
    '√': 'racine carrée de',
    '∞': 'infini',
    '°C': 'degrés Celsius',
    '°': 'degrés',
    '½': 'un demi',
    '¼': 'un quart',
    '¾': 'trois quarts',
    '€': 'euros',
    '£': 'livres',
  },
  beforeNumber: { '~': 'environ', '#': 'numéro', '<': 'moins de', '>': 'plus de' },
  betweenNumbers: { '–': 'à', '*': 'fois', '**': 'puissance' },
  afterNumber: { '½': 'et demi' },
  currencies: { '€': ['euro', 'euros'], '£': ['livre', 'livres'], $: ['dollar', 'dollars'] },
  scales: [],
  codeBlock: 'Bloc de code.',
  yes: 'oui',
  no: 'non',
}

const spanish: Language = {
  symbols: {
    '&': 'y',
    '^': 'elevado a',
    '→': 'a',
    '⇒': 'implica',
    '≈': 'aproximadamente',
    '≤': 'menor o igual que',
    '≥': 'mayor o igual que',
    '≠': 'distinto de',
    '×': 'por',
    '÷': 'dividido por',
    '±': 'más o menos',
    '−': 'menos',
    '²': 'al cuadrado',
    '³': 'al cubo',
    '√': 'raíz cuadrada de',
    '∞': 'infinito',
    '°C': 'grados Celsius',
    '°': 'grados',
    '½': 'un medio',
    '¼': 'un cuarto',
    '¾': 'tres cuartos',
    '€': 'euros',
    '£': 'libras',
  },
  beforeNumber: { '~': 'aproximadamente', '#': 'número', '<': 'menos de', '>': 'más de' },
  betweenNumbers: { '–': 'a', '*': 'por', '**': 'elevado a' },
  afterNumber: { '½': 'y medio' },
  currencies: { '€': ['euro', 'euros'], '£': ['libra', 'libras'], $: ['dólar', 'dólares'] },
  scales: [],
  codeBlock: 'Bloque de código.',
  yes: 'sí',
  no: 'no',
}

/** Other ways to write a symbol, said alike in every language that has a word for it. */
export const spellings: Readonly<Record<string, string>> = {
  '&&': '&',
  '->': '→',
  '=>': '→',
  '<=': '≤',
  '>=': '≥',
  '!=': '≠',
}

/** By primary language subtag (BCP 47). */
export const languages: Readonly<Record<string, Language>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
}

/** For every other language: symbols stay as they are, for the engine to say, and code is passed over in silence. */
export const otherLanguage: Language = {
  symbols: {},
  beforeNumber: {},
  betweenNumbers: {},
  afterNumber: {},
  currencies: {},
  scales: [],
  codeBlock: '',
  yes: '',
  no: '',
}
