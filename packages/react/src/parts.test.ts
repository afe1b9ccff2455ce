import { describe, expect, test } from 'vitest'
import { reactCompiler } from './compiler.fixture.ts'
import { loadReact } from './page.fixture.ts'
import { createSuite, text } from './suite.fixture.ts'

const compiled: string[] = []

const ways = {
  'React 18': () => loadReact('18'),
  'React 19': () => loadReact('19'),
  'React 19, through the React Compiler': () => loadReact('19', [reactCompiler('19', compiled)]),
}

describe.each(Object.keys(ways) as (keyof typeof ways)[])('a page on %s', way => {
  const suite = createSuite(ways[way])
  const { act, pass, provided, seen } = suite
  let container: HTMLElement

  const find = <T extends Element = HTMLElement>(selector: string): T => {
    const found = container.querySelector<T>(selector)
    if (found === null) throw new Error(`No ${selector} in ${container.innerHTML}`)
    return found
  }
  function show(hz = 4) {
    const { Bar, React, testing } = suite.bundle
    ;({ container } = testing.render(provided(React.createElement(Bar, { text, hz, seen }))))
  }
  const click = () => act(() => find('button').click())

  test('the button is busy while it loads, and says what it would do', async () => {
    show()
    const told = () => [find('button').getAttribute('aria-label'), find('button').getAttribute('aria-busy')]
    expect(told()).toEqual(['Listen', 'false'])
    expect(find('button').getAttribute('type')).toBe('button')
    await click()
    expect(told()).toEqual(['Pause', 'true'])
    await pass(500)
    expect(told()).toEqual(['Pause', 'false'])
    await click()
    expect(told()).toEqual(['Go on', 'false'])
    await act(() => suite.bundle.testing.fireEvent.keyDown(find('button'), { key: 'Escape' }))
    expect(told()).toEqual(['Listen', 'false'])
    expect(suite.page.sink.track.closed).toBe(true)
  })

  test('after an error it tries again', async () => {
    suite.page.online = false
    show()
    await click()
    await pass(1_000)
    expect(find('button').getAttribute('aria-label')).toBe('Try again')
    suite.page.online = true
    await click()
    await pass(1_000)
    expect(find('button').getAttribute('aria-label')).toBe('Pause')
  })

  test('time is shown at most as often as is asked for, and is right in the end', async () => {
    show(2)
    await click()
    await pass(1_000)
    const before = suite.renders
    await pass(2_000)
    expect(suite.renders - before).toBeGreaterThanOrEqual(3)
    expect(suite.renders - before).toBeLessThanOrEqual(6)
    await pass(20_000)
    expect(find('input').getAttribute('aria-valuetext')).toBe('0:04 of 0:04')
  })

  test('the slider seeks, and so do keys', async () => {
    show(20)
    await click()
    await pass(2_000)
    await click()
    const input = find<HTMLInputElement>('input')
    expect(input.getAttribute('aria-valuetext')).toMatch(/^0:0[12] of 0:0\d$/)
    const key = async (key: string) => {
      await act(() => suite.bundle.testing.fireEvent.keyDown(input, { key }))
      await pass(100)
    }
    const at = Number(input.value)
    await key('ArrowRight')
    expect(Number(input.value)).toBeCloseTo(at + 1, 1)
    await key('PageDown')
    expect(Number(input.value)).toBe(0)
    await act(() => suite.bundle.testing.fireEvent.change(input, { target: { value: '1.5' } }))
    await pass(100)
    expect(suite.page.sink.track.currentTime).toBeCloseTo(1.5, 2)
  })

  test('what is heard stands out, sentence by sentence, and nothing in the end', async () => {
    show()
    await import('@outloud/core/text')
    await click()
    const seen = new Set<string>()
    for (let step = 0; step < 200; step++) {
      await pass(50)
      seen.add(container.querySelector('mark')?.textContent ?? '')
    }
    seen.delete('')
    expect([...seen].join(' ')).toBe(text)
    expect(container.querySelector('mark')).toBeNull()
    expect(find('article').textContent).toBe(text)
  })

  test('SpeechButton says what it does, and that it failed where assistive technology hears it', async () => {
    ;({ container } = suite.bundle.testing.render(
      provided(suite.bundle.React.createElement(suite.bundle.speech.SpeechButton, { text })),
    ))
    expect(find('button').textContent).toBe('Listen')
    expect(find('[role=status]').textContent).toBe('')
    suite.page.online = false
    await click()
    await pass(1_000)
    expect(find('[role=status]').textContent).toBe('It could not be spoken.')
    expect(find('button').textContent).toBe('Try again')
    expect(container.querySelector('[aria-live], [aria-pressed]')).toBeNull()
  })
})

test('the compiler has compiled every hook and component', () => {
  const names = ['Bar', 'SpeechButton', 'SpeechProvider', 'useSpeech', 'useSpeechHighlight', 'useSpeechTime']
  expect(compiled).toEqual(expect.arrayContaining(names))
})
