import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { isUnconfirmed, type Rule, type RuleId, rule, rules, unconfirmedPart } from '../src/rules.js'

/**
 * The rules of abra with the classes of their evidence in order, written out by hand: a rule that is forgotten fails here, and a
 * class changes here as well, or not at all.
 */
const abraRules = {
  R1: 'P K',
  R2: 'K',
  R3: 'S K',
  R4: 'P D open',
  R5: 'P S',
  R6: 'P P',
  R7: 'P',
  R8: 'P L S',
  R9: 'P S',
  R10: 'P',
  R11: 'D K',
  R12: 'D K',
  R13: 'S K',
  R14: 'D S',
  R20: 'P',
  R21: 'P',
  R22: 'P L',
  R23: 'K',
  R24: 'L',
  R30: 'S K',
  R31: 'P',
  R32: 'P K',
  R33: 'P K',
  R34: 'K',
  R35: 'K',
  R36: 'P K',
  R37: 'P',
  R40: 'P D',
  R41: 'D K',
  R42: 'K',
  R43: 'D',
  R44: 'K',
  R45: 'L D',
  R46: 'D K',
  R47: 'D',
  R48: 'P D',
  R49: 'D K',
  R50: 'P S',
  R51: 'P S',
  R52: 'P S',
  R53: 'P',
  R54: 'S K',
  R55: 'S',
  R57: 'S K',
  R58: 'K',
  R60: 'M P',
  R61: 'M P',
  R62: 'M',
  R63: 'M',
  R64: 'M',
  R65: 'M',
  R66: 'M',
  R67: 'M',
  R68: 'M',
  R69: 'M',
  R70: 'M',
  R71: 'M',
  R72: 'M',
  R73: 'M',
  R74: 'M',
  R75: 'M',
  R76: 'M',
  R77: 'M',
  R78: 'M',
  R79: 'M',
  R80: 'K',
  R81: 'D K',
  R82: 'K',
  R83: 'K',
  R84: 'M',
  R85: 'M',
  R86: 'M',
  R87: 'M',
  R88: 'M',
  R89: 'M',
  R95: 'M',
  R96: 'M',
  R97: 'M',
}

/** The rules of the libraries, all of class L. */
const libraryRules = [
  ...['L01', 'L02', 'L03', 'L04', 'L05', 'L06', 'L07', 'L08', 'L09', 'L10', 'L11', 'L12', 'L13', 'L14', 'L15', 'L16'],
  ...['L17', 'L18', 'L19', 'L20', 'L21', 'L22', 'L23', 'L24', 'L25', 'L26', 'L27', 'L28', 'L29', 'L30', 'L31', 'L32'],
  ...['L33', 'L34', 'L35', 'L36', 'L37', 'L38', 'L39', 'L40', 'L41', 'L42', 'L43', 'L44', 'L45', 'L46', 'L47', 'L48'],
]

/** Every published case there is; the numbers have gaps. */
const publishedCases = [
  ...['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'G10', 'G12', 'G13', 'G14', 'G15'],
  ...['G21', 'G22', 'G23', 'G24', 'G25', 'G26', 'G28', 'G29'],
]

/** Rules with a part that a public page states, but that no published case shows. */
const publishedWithoutCase = ['R1', 'R6', 'R37', 'R40', 'R48', 'R50', 'R53']

const cases = rules.flatMap(({ id, evidence }) =>
  evidence.flatMap((each) => ('cases' in each ? each.cases.map((name) => ({ id, name })) : [])),
)

describe('the list of rules', () => {
  it('holds every rule once, in order', () => {
    expect(rules.map(({ id }) => id)).toEqual([...Object.keys(abraRules), ...libraryRules])
  })

  it('says of each rule in a few words what is the case', () => {
    const wrong = rules.filter(({ text }) => text.trim() === '' || text.length > 400)
    expect(wrong.map(({ id, text }) => `${id}: ${text.length}`)).toEqual([])
  })

  it('gives no two rules the same text', () => {
    expect(new Set(rules.map(({ text }) => text)).size).toBe(rules.length)
  })

  it('finds each rule by its id', () => {
    expect(rules.map(({ id }) => rule(id))).toEqual(rules)
  })

  it('has no rule of another id, for the compiler either', () => {
    // @ts-expect-error R99 is no rule
    expect(() => rule('R99')).toThrow('no rule has the id R99')
  })

  it('has types with each id and with no text', () => {
    expectTypeOf(rules).toEqualTypeOf<readonly Rule[]>()
    expectTypeOf<Rule['text']>().toEqualTypeOf<string>()
    expectTypeOf<Rule['id']>().toEqualTypeOf<RuleId>()
    expectTypeOf<'R20' | 'L44'>().toExtend<RuleId>()
    expectTypeOf<`R${number}`>().not.toExtend<RuleId>()
    // @ts-expect-error R15 is no rule
    const missing: RuleId = 'R15'
    expect(rules.map(({ id }) => id)).not.toContain(missing)
  })
})

describe('the evidence', () => {
  it.each(Object.entries(abraRules))('of %s is %s', (id, classes) => {
    const found = rule(id as RuleId)
    expect(found.evidence.map((each) => each.class).join(' ')).toBe(classes)
    expect(found.class).toBe(classes.split(' ')[0])
  })

  it('of a library rule is a measurement of libraries in a given version', () => {
    for (const id of libraryRules as RuleId[]) {
      const { class: best, evidence, sources } = rule(id)
      expect([id, best, evidence.length]).toEqual([id, 'L', 1])
      for (const source of sources)
        expect(source).toMatch(/^(go-git|git|isomorphic-git|godotenv|docker\/cli|npm \S+) v?\d/)
    }
  })

  it('names published cases that exist', () => {
    expect(cases.filter(({ name }) => !publishedCases.includes(name))).toEqual([])
    expect(cases).toContainEqual({ id: 'R20', name: 'G1' })
  })

  it('of class P shows a case, but for the rules whose page has none', () => {
    const without = rules.filter(({ evidence }) => evidence.some((each) => each.class === 'P' && !('cases' in each)))
    expect(without.map(({ id }) => id)).toEqual(publishedWithoutCase)
  })

  it('of class M is measured again by a live test that names the rule', () => {
    const folder = 'test/live'
    const live = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join()
    const titles = [...live.matchAll(/['`]((?:R\d+ ?)+):/g)].flatMap(([, ids = '']) => ids.split(' '))
    const measured = rules.filter(({ evidence }) => evidence.some((each) => each.class === 'M')).map(({ id }) => id)
    expect(measured).toContain('R71')
    expect(measured.filter((id) => !titles.includes(id))).toEqual([])
  })

  it('says which part it speaks for wherever the rest is unconfirmed', () => {
    const mixed = rules.filter((each) => !isUnconfirmed(each) && unconfirmedPart(each) === undefined)
    const classes = mixed.flatMap(({ evidence }) => evidence.map((each) => each.class))
    expect(classes).not.toContain('K')
    expect(classes).not.toContain('open')
  })
})

describe('sources', () => {
  it('are the cases of a published run', () => {
    expect(rule('R20').sources).toEqual(['G1', 'G2', 'G6'])
    expect(rule('R37').sources).toEqual(['published page without a case'])
  })

  it('are the documentation, libraries or engine, each after the cases', () => {
    expect(rule('R46').sources).toEqual(['G14', 'Co-op Cloud documentation'])
    expect(rule('R22').sources).toEqual(['G12', 'go-git v5.12.0–v5.19.3'])
    expect(rule('R45').sources).toEqual(['godotenv v1.5.1', 'Co-op Cloud documentation'])
    expect(rule('R62').sources).toEqual(['Docker Engine 20.10.24', 'Docker Engine 26.1.5', 'Docker Engine 29'])
    expect(rule('R55').sources).toEqual(["coop-cloud-backend, a port of abra's source"])
  })

  it('are missing exactly where nothing published confirms a rule', () => {
    expect(rules.filter(({ sources }) => sources.length === 0)).toEqual(rules.filter(isUnconfirmed))
  })
})

describe('what is not confirmed', () => {
  it('is the whole rule where nothing but general knowledge speaks for it', () => {
    const unconfirmed = ['R2', 'R23', 'R34', 'R35', 'R42', 'R44', 'R58']
    expect(rules.filter(isUnconfirmed).map(({ id }) => id)).toEqual([...unconfirmed, 'R80', 'R82', 'R83'])
    expect(unconfirmedPart(rule('R23'))).toBeUndefined()
  })

  it('is a part of a rule that is known otherwise', () => {
    expect(isUnconfirmed(rule('R32'))).toBe(false)
    expect(unconfirmedPart(rule('R32'))).toBe('the rest of the text')
  })

  it('is a disputed part too', () => {
    expect(isUnconfirmed(rule('R4'))).toBe(false)
    expect(unconfirmedPart(rule('R4'))).toBe('whether chaos skips lint as a whole')
  })

  it('is nothing where all of a rule is shown', () => {
    expect(isUnconfirmed(rule('R20'))).toBe(false)
    expect(unconfirmedPart(rule('R20'))).toBeUndefined()
  })
})
