import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deployLabel, deployLabelNames, parseLabels, stampOf, timeoutSeconds } from '../../src/app/deploy-labels.js'

describe('parseLabels', () => {
  it('reads what published case G5 shows', () => {
    const labels = {
      'coop-cloud.disc_example_org.chaos': 'true',
      'coop-cloud.disc_example_org.chaos-version': '7ae7b0f7+U',
      'coop-cloud.disc_example_org.version': '0.9.0+3.5.0',
      'traefik.enable': 'true',
    }
    const parsed = parseLabels(labels, 'disc_example_org')
    expect(parsed).toEqual({ chaos: true, chaosVersion: '7ae7b0f7+U', version: '0.9.0+3.5.0' })
    expect(stampOf(parsed)).toBe('7ae7b0f7+U')
  })

  it('leaves out what is not there', () => {
    expect(parseLabels({}, 's')).toEqual({})
    expect(stampOf({})).toBeUndefined()
  })

  it('does not take labels of another stack', () => {
    expect(parseLabels({ 'coop-cloud.s2.version': '1.0.0+1', 'coop-cloud.version': '2.0.0+2' }, 's')).toEqual({})
  })

  it('takes only the text true for chaos', () => {
    for (const text of ['false', 'True', '1', '', 'maybe']) {
      expect(parseLabels({ 'coop-cloud.s.chaos': text }, 's')).toEqual({ chaos: false })
    }
  })

  it('gives a label that is no version as it stands', () => {
    expect(parseLabels({ 'coop-cloud.s.version': 'not a\u001b[31m version' }, 's').version).toBe(
      'not a\u001b[31m version',
    )
  })

  it('R52 R54: takes an empty version for none, and an old name for another label', () => {
    const labels = { 'coop-cloud.s.version': '', 'coop-cloud.s.chaos-version': '', 'coop-cloud.s.chaos': 'true' }
    expect(parseLabels(labels, 's')).toEqual({ chaos: true })
    expect(stampOf(parseLabels(labels, 's'))).toBeUndefined()
    expect(parseLabels({ 'coop-cloud.s.app.version': '1.0.0+1' }, 's')).toEqual({})
  })

  it('is not led astray by names of the prototype', () => {
    expect(parseLabels({}, '__proto__')).toEqual({})
    expect(parseLabels(JSON.parse('{"__proto__": {"coop-cloud.s.version": "1"}}'), 's')).toEqual({})
  })

  it('reads back whatever labels are written, whatever else is there', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(
        text,
        fc.array(text, { minLength: 5, maxLength: 5 }),
        fc.dictionary(text, text),
        (stack, values, more) => {
          const ours = Object.fromEntries(
            deployLabelNames.map((name, i) => [deployLabel(stack, name), values[i] ?? '']),
          )
          const [recipe, chaos, chaosVersion, version, timeout] = values
          const read = parseLabels({ ...more, ...ours }, stack)
          const filled = { ...(chaosVersion ? { chaosVersion } : {}), ...(version ? { version } : {}) }
          expect(read).toEqual({ recipe, chaos: chaos === 'true', timeout, ...filled })
        },
      ),
    )
  })
})

describe('stampOf', () => {
  it('is the release where the deploy was no chaos, even if an old chaos-version is left', () => {
    expect(stampOf({ chaos: false, chaosVersion: '7ae7b0f7', version: '0.7.0+3.3.1' })).toBe('0.7.0+3.3.1')
  })

  it('is the commit where only the chaos-version tells', () => {
    expect(stampOf({ chaosVersion: '7ae7b0f7', version: '0.7.0+3.3.1' })).toBe('7ae7b0f7')
  })

  it('is unknown in a chaos deploy without a chaos-version', () => {
    expect(stampOf({ chaos: true, version: '0.7.0+3.3.1' })).toBeUndefined()
  })
})

describe('timeoutSeconds', () => {
  it.each(['0', '-1', '1.5', '5m', '', ' 5', '1e3', '99999999'])('takes no %j', (timeout) => {
    expect(timeoutSeconds({ timeout })).toBeUndefined()
  })

  it('takes a whole number of seconds', () => {
    expect(timeoutSeconds({ timeout: '600' })).toBe(600)
    expect(timeoutSeconds({})).toBeUndefined()
  })
})
