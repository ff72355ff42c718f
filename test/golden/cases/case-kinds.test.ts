import { describe, expect, it } from 'vitest'
import type { BuildAnswer } from '../../../src/golden/cases/case-kind.js'
import { caseKinds, kindOfFamily } from '../../../src/golden/cases/case-kinds.js'
import { checkoutKind } from '../../../src/golden/cases/checkout-kind.js'
import { judgeCheckout } from '../../../src/golden/cases/judge-checkout.js'
import { renderJson } from '../../../src/golden/cases/render-json.js'
import {
  isWordedAlike,
  judgeStage,
  type PortAnswer,
  type PortStages,
  type StageAnswer,
} from '../../../src/golden/cases/stage-answer.js'

type Keys = Record<string, unknown>

const scenario = { steps: [{ do: 'commit', allowEmpty: true }] }

describe('the kinds of library cases', () => {
  it('share no family', () => {
    const families = caseKinds.flatMap((kind) => kind.families)
    expect(new Set(families).size).toBe(families.length)
    for (const kind of caseKinds) for (const family of kind.families) expect(kindOfFamily(family)).toBe(kind)
    expect(kindOfFamily('none')).toBeUndefined()
  })

  const inputs: [family: string, right: Keys, ...wrong: Keys[]][] = [
    ['excludes', { scenario }, { revisions: ['a', 'a'] }, { emptyHome: 1 }, { checkout: 'HEAD' }],
    ['env-grammar', { env: 'A=1' }, { env: 1 }],
    [
      'compose-load',
      { files: [{ path: '/a.yml', text: '' }] },
      { files: [] },
      { files: [{ path: '/a' }] },
      { env: [1] },
      { stack: 1 },
    ],
  ]
  it.each(inputs)('%s takes its own keys and refuses any other', (family, right, ...wrong) => {
    const kind = kindOfFamily(family)
    if (kind === undefined) throw new Error('no kind')
    expect(() => kind.parseInput(right)).not.toThrow()
    expect(() => kind.parseInput({})).toThrow()
    for (const change of [{ typo: 1 }, ...wrong])
      expect(() => kind.parseInput({ ...right, ...change }), JSON.stringify(change)).toThrow(
        expect.objectContaining({ code: 'USAGE', data: expect.objectContaining({ argument: Object.keys(change)[0] }) }),
      )
  })
})

describe('judgeStage', () => {
  it('wants equal answers, and failures where the library fails', () => {
    const answers: [StageAnswer, PortAnswer, string][] = [
      [{ answer: { a: [1] } }, { answer: { a: [1] } }, 'agree'],
      [{ answer: { a: [1] } }, { answer: { a: [2] } }, 'differ'],
      [{ answer: {} }, { failed: 'x' }, 'differ'],
      [{ error: 'x' }, { answer: {} }, 'differ'],
      [{ error: 'x' }, { failed: 'y' }, 'agree'],
      [{ panic: 'x' }, { failed: 'y' }, 'agree'],
      [{ answer: {} }, { declined: 'too large' }, 'declined'],
      [{ error: 'x' }, { bug: 'TypeError' }, 'differ'],
    ]
    for (const [expected, port, verdict] of answers) expect(judgeStage(expected, port)).toBe(verdict)
  })

  it('counts words that are alike, however their backslashes are written', () => {
    expect(isWordedAlike({ error: 'a "\\\\n"' }, { failed: '', words: 'a "\\n"' })).toBe(true)
    expect(isWordedAlike({ error: 'a' }, { failed: '', words: 'a' })).toBe(true)
    expect(isWordedAlike({ error: 'a' }, { failed: '', words: 'b' })).toBe(false)
    expect(isWordedAlike({ error: 'a' }, { failed: '' })).toBe(false)
    expect(isWordedAlike({ panic: 'a' }, { failed: '', words: 'a' })).toBe(false)
  })
})

describe('judgeCheckout', () => {
  const clean = { answer: { clean: true, files: [] } }
  const head = { answer: { hash: '12'.repeat(20), name: 'HEAD' } }
  const good = { open: { answer: {} }, head, status: clean }
  const builds = checkoutKind.builds
  const judge = (expected: BuildAnswer['stages'][], port: PortStages) =>
    judgeCheckout(
      expected.map((stages, i) => ({ build: builds[i] ?? '', stages })),
      new Map([[builds[0] ?? '', port]]),
    )
      .filter(({ build }) => build === builds[0])
      .map(({ stage, verdict }) => `${stage} ${verdict}`)

  it('takes a bare repository for the same failure at another stage, and asks no more of it', () => {
    const expected = { ...good, tags: { answer: [] }, status: { error: 'worktree not available in a bare repository' } }
    const port = { open: { failed: 'REPOSITORY_UNSUPPORTED' } }
    expect(judge([expected], port)).toEqual(
      ['open agree', 'head agree', 'status agree', 'tags unasked'].sort(byStage(expected)),
    )
  })

  it('does not take an unborn HEAD for a failure', () => {
    const unborn = { ...good, head: { error: 'reference not found' } }
    expect(judge([unborn], { open: { failed: 'x' } })).toContain('open differ')
    const port = { ...good, head: { failed: 'no commit yet', words: 'reference not found' } }
    expect(judge([unborn], port)).toEqual(['open agree', 'head agree', 'status agree'])
  })

  it('still compares the tags where only the status fails', () => {
    const expected = { ...good, tags: { answer: [] }, status: { error: 'x' } }
    const port = { ...good, tags: { answer: [1] }, status: { failed: 'x' } }
    expect(judge([expected], port)).toContain('tags differ')
  })

  it('checks what the port says of the other profiles', () => {
    const dirty = { ...good, status: { answer: { clean: false, files: [{ path: 'a', change: '??' }] } } }
    const says = (profilesAgree: boolean) => ({ ...good, profiles: { answer: profilesAgree } })
    expect(judge([good, good, good], says(true))).toContain('profiles agree')
    expect(judge([good, good, dirty], says(false))).toContain('profiles agree')
    expect(judge([good, good, dirty], says(true))).toContain('profiles differ')
    expect(judge([good, { ...good, open: { error: 'x' } }, good], says(true))).toContain('profiles differ')
  })

  function byStage(stages: object) {
    const order = Object.keys(stages)
    return (one: string, other: string) =>
      order.indexOf(one.split(' ')[0] ?? '') - order.indexOf(other.split(' ')[0] ?? '')
  }
})

describe('renderJson', () => {
  it('keeps what fits on a line, and shows what cannot be seen', () => {
    const value = { a: [1, 'x'], b: { c: 'y'.repeat(120) }, d: undefined, e: '\ufeff\u00a0é', f: [] }
    const text = renderJson(value)
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    expect(text).toBe(`{
  "a": [1, "x"],
  "b": {
    "c": "${'y'.repeat(120)}"
  },
  "e": "\\ufeff\\u00a0é",
  "f": []
}
`)
  })
})
