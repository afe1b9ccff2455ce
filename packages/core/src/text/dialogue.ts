import { caseOf, isLetter, isSpace, letterCase } from './characters.ts'
import { wordAt } from './following.ts'
import { type Ending, endingAt } from './gap.ts'
import type { Lexicon } from './lexicon.ts'
import { unitAt, type Window } from './window.ts'

/** Names before the verb: “Stop!” John shouted, “Is it?” Mrs. Van Buren asked. */
const nameLimit = 3

/** Verbs of speech that a Chinese tag has near its start: “……！”他低声说。 */
const chineseSpeech = '说說道问問喊叫答嚷吼'
/** 「……。」と言った: the particle makes what was quoted part of the sentence. */
const japaneseQuotative = 'とっ'

/** Whether the words at `position`, after a closing quotation, say who spoke. He and she would be small in a tag. */
export function hasSpeechTag(window: Window, lexicon: Lexicon, position: number): boolean {
  let at = position
  for (let names = 0; names <= nameLimit; names++) {
    const word = wordAt(window, at)
    if (names > 0 && lexicon.saysSpeech(word)) return true
    if (word === '' || (names === 0 && lexicon.startsSentence(word) && !isSpeaker(word))) return false
    at += word.length
    if (unitAt(window, at) === 0x2e) at++
    if (!isSpace(unitAt(window, at))) return false
    at++
  }
  return false
}

/** Words that begin sentences and tags alike. */
function isSpeaker(word: string): boolean {
  return word === 'I' || word === 'Mr' || word === 'Mrs' || word === 'Ms'
}

/** Speech that is cut short, “But I—” He stopped: the quotation mark at `position` ends the sentence. */
export function findInterruption(window: Window, lexicon: Lexicon, position: number): Ending | undefined {
  const unit = unitAt(window, position)
  if (unit !== 0x22 && unit !== 0x201d) return undefined
  const before = unitAt(window, position - 1)
  if (before !== 0x2014 && !(before === 0x2d && unitAt(window, position - 2) === 0x2d)) return undefined
  const at = position + 1
  const ending = endingAt(window, at, false)
  if (ending.next === at || caseOf(unitAt(window, ending.next)) !== letterCase.upper) return undefined
  const word = wordAt(window, ending.next)
  if (!lexicon.startsSentence(word) || isSpeaker(word)) return undefined
  return ending
}

/** The same for text without spaces, where the tag stands directly after the closing mark. */
export function hasTightSpeechTag(window: Window, position: number): boolean {
  if (japaneseQuotative.includes(String.fromCharCode(unitAt(window, position)))) return true
  for (let at = position; at < position + 6; at++) {
    const unit = unitAt(window, at)
    if (!isLetter(unit)) return false
    if (chineseSpeech.includes(String.fromCharCode(unit))) return true
  }
  return false
}
