import { describe, expect, it } from 'vitest'
import { parseScenario, type Scenario } from '../../support/scenario.js'

const EVERY_STEP: Scenario = {
  repository: { bundle: 'sample.bundle' },
  steps: [
    { do: 'write', path: 'a', text: '' },
    { do: 'write', path: 'home:.gitconfig', base64: '/w==', mode: '600' },
    { do: 'append', path: './home:a', repeat: 'ab', times: 0 },
    { do: 'patch', path: '.git/index', offset: -20, bytes: '00fF' },
    { do: 'flip', path: '.git/index', offset: -1, mask: '0F' },
    { do: 'truncate', path: 'a', size: 0 },
    { do: 'resum', path: '.git/index' },
    { do: 'remove', path: '.', mayFail: true },
    { do: 'rename', from: 'a', to: 'outside:b' },
    { do: 'mkdir', path: '\\xff/\\\\', mode: '0755' },
    { do: 'link', path: 'l', to: '/\\xff/..' },
    { do: 'chmod', path: 'a', mode: '4755' },
    { do: 'fifo', path: 'f' },
    { do: 'socket', path: 's' },
    { do: 'device', path: 'd', kind: 'c', major: 1, minor: 3 },
    { do: 'touch', path: 'a', mtime: -1, nanoseconds: '000000001' },
    { do: 'settle' },
    { do: 'git', args: [], env: { A: 'b' }, cwd: 'outside:', input: '' },
    { do: 'commit', message: '', allowEmpty: true },
    { do: 'tag', name: '1.0', annotated: true, at: 'HEAD~1' },
    { do: 'checkout', ref: '1.0', force: false },
  ],
}

describe('parseScenario', () => {
  it('takes every step as it is', () => {
    expect(parseScenario(JSON.parse(JSON.stringify(EVERY_STEP)))).toEqual(EVERY_STEP)
  })

  it.each<[string, unknown, argument: string, message: string]>([
    ['no object', [], 'scenario', 'is no object'],
    ['nothing', null, 'scenario', 'is no object'],
    ['no steps', {}, 'steps', 'is no list'],
    ['an unknown key', { steps: [], step: [] }, 'step', 'is an unknown key'],
    ['an unknown repository', { steps: [], repository: 'clone' }, 'repository', 'is unknown ("clone")'],
    ['a bundle with more keys', { steps: [], repository: { bundle: 'a', ref: 'b' } }, 'repository', 'is unknown'],
  ])('refuses %s', (_name, json, argument, message) => {
    expectRefusal(json, argument, message)
  })

  it.each<[step: unknown, argument: string, message: string]>([
    ['settle', 'steps[1]', 'is no object'],
    [{ path: 'a' }, 'steps[1].do', 'is no step: give one of write, append'],
    [{ do: 'copy', path: 'a' }, 'steps[1].do', 'is no step ("copy")'],
    [{ do: 'toString' }, 'steps[1].do', 'is no step'],
    [{ do: 'fifo' }, 'steps[1].path', 'is missing in fifo: give a path'],
    [{ do: 'settle', path: 'a' }, 'steps[1].path', 'is an unknown key of settle'],
    [JSON.parse('{ "do": "settle", "__proto__": 1 }'), 'steps[1].__proto__', 'is an unknown key of settle'],
    [{ do: 'settle', mayFail: 1 }, 'steps[1].mayFail', 'has the wrong shape (1): give true or false'],
    [{ do: 'write', path: 'a' }, 'steps[1]', 'has no content: give text, or base64'],
    [{ do: 'write', path: 'a', text: '', base64: '' }, 'steps[1]', 'has text and base64'],
    [{ do: 'append', path: 'a', repeat: 'a' }, 'steps[1]', 'has repeat:'],
    [{ do: 'append', path: 'a', repeat: 'a', times: -1 }, 'steps[1].times', 'a whole number from 0'],
    [{ do: 'write', path: 'a', base64: 'a' }, 'steps[1].base64', 'wrong shape ("a"): give base64'],
    [{ do: 'write', path: 'a', text: '', mode: 0o644 }, 'steps[1].mode', 'give an octal mode'],
    [{ do: 'chmod', path: 'a', mode: '0o644' }, 'steps[1].mode', 'give an octal mode'],
    [{ do: 'chmod', path: 'a', mode: '888' }, 'steps[1].mode', 'give an octal mode'],
    [{ do: 'patch', path: 'a', offset: 0.5, bytes: '00' }, 'steps[1].offset', 'a whole number'],
    [{ do: 'patch', path: 'a', offset: 0, bytes: '0' }, 'steps[1].bytes', 'hexadecimal bytes'],
    [{ do: 'flip', path: 'a', offset: 0.5, mask: '01' }, 'steps[1].offset', 'a whole number'],
    [{ do: 'flip', path: 'a', offset: 0, mask: '0000' }, 'steps[1].mask', 'hexadecimal bytes with a bit set'],
    [{ do: 'flip', path: 'a', offset: 0, mask: '1' }, 'steps[1].mask', 'hexadecimal bytes with a bit set'],
    [{ do: 'flip', path: 'a', offset: 0, bytes: 'ff' }, 'steps[1].bytes', 'is an unknown key of flip'],
    [{ do: 'touch', path: 'a', mtime: 1, nanoseconds: '1' }, 'steps[1].nanoseconds', 'nine digits'],
    [{ do: 'touch', path: 'a', mtime: 1.5 }, 'steps[1].mtime', 'whole seconds since the epoch'],
    [{ do: 'touch', path: 'a', mtime: 1e13 }, 'steps[1].mtime', 'whole seconds since the epoch'],
    [{ do: 'device', path: 'a', kind: 'p', major: 0, minor: 0 }, 'steps[1].kind', '"c" or "b"'],
    [{ do: 'link', path: 'a', to: '' }, 'steps[1].to', 'a link target'],
    [{ do: 'link', path: 'a', to: '\\x00' }, 'steps[1].to', 'a link target'],
    [{ do: 'git', args: 'status' }, 'steps[1].args', 'a list of texts'],
    [{ do: 'git', args: ['a'], env: { A: 1 } }, 'steps[1].env', 'an object of texts'],
    [{ do: 'tag', name: '' }, 'steps[1].name', 'a text that is not empty'],
    [{ do: 'fifo', path: '/etc/x' }, 'steps[1].path', 'path "/etc/x" is absolute: begin it at the checkout'],
    [{ do: 'fifo', path: 'home:/x' }, 'steps[1].path', 'is absolute'],
    [{ do: 'fifo', path: 'a/../../x' }, 'steps[1].path', 'has a ".." segment'],
    [{ do: 'fifo', path: 'outside:..' }, 'steps[1].path', 'has a ".." segment'],
    [{ do: 'fifo', path: '\\x2e\\x2e/x' }, 'steps[1].path', 'has a ".." segment'],
    [{ do: 'fifo', path: '\\x2fetc' }, 'steps[1].path', 'is absolute'],
    [{ do: 'fifo', path: 'a\\x00' }, 'steps[1].path', 'has a zero byte'],
    [{ do: 'fifo', path: 'a\\b' }, 'steps[1].path', 'has a stray backslash'],
    [{ do: 'fifo', path: '' }, 'steps[1].path', 'is empty'],
    [{ do: 'rename', from: 'a', to: '..' }, 'steps[1].to', 'has a ".." segment'],
    [{ do: 'git', args: [], cwd: '../x' }, 'steps[1].cwd', 'has a ".." segment'],
  ])('refuses the step %j', (step, argument, message) => {
    expectRefusal({ steps: [{ do: 'settle' }, step] }, argument, message)
  })
})

function expectRefusal(json: unknown, argument: string, message: string): void {
  expect(() => parseScenario(json)).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: expect.stringContaining(message),
      data: expect.objectContaining({ argument }),
    }),
  )
  expect(() => parseScenario(json)).toThrow(`scenario ${argument}`)
}
