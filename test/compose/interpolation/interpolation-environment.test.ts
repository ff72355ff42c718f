import { describe, expect, it } from 'vitest'
import { interpolationEnvironment, parseAbraSh } from '../../../src/compose/interpolation/interpolation-environment.js'

describe('parseAbraSh', () => {
  it('R49: takes the export lines, and runs nothing', () => {
    const text = [
      '#!/bin/bash',
      'export APP_VERSION=v1',
      'export\tB=2 ',
      '  export INDENTED=1',
      'C=3',
      '#export D=4',
      'export E="quoted"',
      'export F=$(rm -rf /)',
      'export G=',
      'export H',
      'export I=v1.2/x=y\r',
      'function x { export J=1; }',
    ].join('\n')
    const { variables, passedOver } = parseAbraSh(text)
    expect(Object.fromEntries(variables)).toEqual({ APP_VERSION: 'v1', B: '2 ', I: 'v1.2/x=y' })
    expect(passedOver).toEqual([
      { line: 7, name: 'E' },
      { line: 8, name: 'F' },
      { line: 9, name: 'G' },
    ])
  })
})

describe('interpolationEnvironment', () => {
  it('R49: abra.sh over .env, and the name of the stack over both', () => {
    const app = {
      env: new Map([
        ['A', 'env'],
        ['B', 'env'],
        ['STACK_NAME', 'env'],
      ]),
      stackName: 'stack',
    }
    expect(Object.fromEntries(interpolationEnvironment(app, new Map([['B', 'sh']])))).toEqual({
      A: 'env',
      B: 'sh',
      STACK_NAME: 'stack',
    })
  })

  it('takes nothing from the environment of this process', () => {
    process.env['LEAK'] = 'x'
    expect(interpolationEnvironment({ env: new Map(), stackName: 's' }, new Map()).has('LEAK')).toBe(false)
    delete process.env['LEAK']
  })
})
