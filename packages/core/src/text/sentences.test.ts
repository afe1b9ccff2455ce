import { describe, expect, it } from 'vitest'
import { sentences } from './sentences.ts'

/** The text without its bars, cut where they are. */
function expectCuts(marked: string, locale = 'en'): void {
  const text = marked.replaceAll('|', '')
  const found = Array.from(sentences(text, { locale }), sentence => sentence.text)
  expect(found).toEqual(marked.split('|').map(sentence => sentence.trim()))
}

describe('sentences', () => {
  it.each([
    ['titles and initials', 'Dr. Smith met J. R. R. Tolkien and Mrs. Lee. |They talked.'],
    ['abbreviations that go on', 'Some (e.g. Dr. Lee) disagree, i.e. they say no. |We stop.'],
    ['titles before words that begin sentences', 'Read papers, e.g. The Times. |Mr. So came.'],
    ['abbreviations that may end', 'He lives in the U.S. |He works for the U.S. Army and Acme Inc. |It is big.'],
    ['a letter that ends', 'She took vitamin C. |It helped you and I. |Did it?'],
    ['times', 'At 5 a.m. Mr. Lee woke. |He left at 6 p.m. |Then we met at 5 p.m. Eastern.'],
    ['references', 'See Fig. 3 and p. 5 of Vol. IV (No. 7). |Oh no. |He read on.'],
    ['numbers and versions', 'Version 2.0.1 costs $5.99. |It is 3.5 times faster.'],
    ['addresses', 'Ask jane.doe@example.org or https://example.org/a.b?c=d. |The server 192.168.0.1. |Is it up?'],
    ['names with dots', 'Use Node.js and README.md. |React.Component is old.'],
    ['names with marks', 'She works at Yahoo! in the accounting department.'],
    ['words that begin small', 'It fell. |iPhone sales rose.'],
    ['a missing space', 'Hello world.|Today is Tuesday.'],
    ['ellipses', 'Well... I think so. |He trailed off... |The room was silent.'],
    ['omissions', 'He wrote that [...] Nothing remained. |It did.'],
    ['note marks', 'It was decreed.[1] |Nobody came.[2][3] |It was over (1987).1 |According to some it was not.'],
    ['runs of marks', 'Really?! |No way!!! |Why???'],
  ])('handles %s', (_, marked) => expectCuts(marked))

  it.each([
    ['marks before a closing quote', 'She said, "It is over." |Then she left.'],
    ['a sentence that goes on after a quote', '"Where are you?" he asked. |"Home," I said.'],
    ['a speaker with a name', '“Stop!” John shouted. |“Is it true?” Mrs. Van Buren asked.'],
    ['speech that breaks off', '“But I—” |He stopped.'],
    ['a short quotation whole', '"Dear, dear! How odd!" |He sat down.'],
    [
      'a long quotation by the sentence',
      '"It was all-important, and I was sure that nobody else in the whole town had yet heard of it. |Now listen. |We go."',
    ],
    ['asides', 'He was there (finally!) Monday. |He taught (He was an engineer.) at school.'],
    ['a sentence in brackets', 'He left. |(It was late.) |Nobody saw.'],
    ['apostrophes', "That is JFK Jr.'s book. |The dogs' bones. |The '90s were great."],
    ['inches', 'A 5" screen is small. |I want 6".'],
    ['a quotation that never closes', `He said "go. ${'And so he went away from here. '.repeat(4)}|It was over.`],
  ])('handles quotes and brackets: %s', (name, marked) => {
    if (!name.includes('never')) return expectCuts(marked)
    const found = Array.from(sentences(marked.replaceAll('|', '')), sentence => sentence.text)
    expect(found.at(-1)).toBe('It was over.')
    expect(found.length).toBeGreaterThan(2)
  })

  it.each([
    ['paragraphs', 'A heading\n\n|The text. |It goes on.'],
    ['wrapped prose', 'It was a long line that somebody had wrapped at fifty or so in\nManchester. |Then it ended.'],
    ['lines that stop at a small word', 'I saw the\nMayor and\nMr. Lee.'],
    ['short lines', 'features\n|contact manager\n|events, activities'],
    ['verse', 'Roses are red,\nViolets are blue.'],
    ['bullets', 'You need:\n|- milk\n|- eggs'],
    ['numbered items', '1. Open it. |2. Read it. |3. Close it.'],
    ['items in a line', '1. The first item |2. The second item'],
    ['letters in a line', 'a) here it is |b) another |c) one more'],
    ['items after a colon', 'The winners are: |1. Bob |2. Alice'],
    ['chat', 'hey. |how are you? |i am fine'],
    ['Markdown', '# Heading\n|**Bold text.** |More *text.* |> A quote.\n|> Another.'],
    ['carriage returns', 'One line\r\n\r\n|Another line'],
  ])('handles lines and lists: %s', (_, marked) => expectCuts(marked))

  it.each([
    ['de', 'Am 3. Oktober trafen wir z. B. Dr. Müller in der Hauptstr. 5. |Das 19. Jahrhundert war lang.'],
    ['de', '„Komm her!“, rief er. |Er wohnt auf Seite 12. |Dort ist es.'],
    ['de', 'Mittwoch, 3. Oktober, war frei. |Es waren 3. |Oft mehr.'],
    ['de', ',,Das weiß ich nicht“, sagte sie, ,,wahrscheinlich am Sonntag.“ |Dann ging sie.'],
    ['fr', 'M. Dupont a dit : « Venez ici ! » |Elle est venue à 15 h. |Il est parti.'],
    ['es', '¿Cómo está la Sra. López? |¡Bien! |EE. UU. es grande.'],
    ['it', 'Il dott. Rossi compra mele, pere, ecc. |Poi torna il 23 Nov.. |Gatti e cani.'],
    ['ru', 'А. С. Пушкин жил в г. Москве. |— Кто там? — спросил он. |Он купил хлеб и т. д. |Потом ушёл.'],
    ['el', 'Τι κάνεις; |Είμαι καλά.'],
    ['hy', 'Ի՞նչ ես մտածում: |Ոչինչ:'],
    ['am', 'እንደምን አለህ፧|መልካም ቀን ይሁንልህ።'],
    ['hi', 'यह क्या है? |यह एक किताब है। |ठीक है।'],
    ['ar', 'كيف حالك؟ |وصل د. أحمد اليوم.'],
    ['zh', '他说：“你好。”|“走吧！”他说。|价格是3.5元。'],
    ['ja', '「行こう。」と彼は言った。|３．２９％です。|（これは山です。はい）と書く。'],
    ['my', 'ခင်ဗျားနာမည်။|နေကောင်းလား။'],
    ['ka', '2020 წელს მოვიდა. |როგორ ხარ?'],
    ['ko', '안녕하세요. |저는 학생입니다.'],
  ])('handles %s: %s', (locale, marked) => expectCuts(marked, locale))

  it('gives offsets into the source, white space left out', () => {
    const text = '\n  One.  Two. '
    expect([...sentences(text)]).toEqual([
      { index: 0, text: 'One.', start: 3, end: 7 },
      { index: 1, text: 'Two.', start: 9, end: 13 },
    ])
  })

  it('gives nothing for white space', () => {
    expect([...sentences('')]).toEqual([])
    expect([...sentences(' \n\t\u3000')]).toEqual([])
  })
})
