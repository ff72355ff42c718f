import { isComposeList, isComposeMap } from '../compose/compose-value.js'
import type { ParsedFile } from './compose-texts.js'
import type { RecipeFinding } from './recipe-finding.js'

/** Decimal numbers that read like a mode. What they are as a mode, like 0670 for 440, is a rare one, or has the sticky bit. */
const likeModes = new Set(['400', '440', '444', '500', '550', '555', '600', '640', '644', '660', '700', '750', '755'])

/** A mode of a secret or config without its leading zero, which docker reads as a decimal number. @rule L31 */
export function checkModes(files: readonly ParsedFile[]): RecipeFinding[] {
  return files.flatMap(({ file, tree, lineOf }) => {
    const services = tree.get('services')
    return [...(isComposeMap(services) ? services : [])].flatMap(([service, config]) =>
      (['secrets', 'configs'] as const).flatMap((section) => {
        const mounts = isComposeMap(config) ? config.get(section) : undefined
        return (isComposeList(mounts) ? mounts : []).flatMap((mount, i): RecipeFinding[] => {
          const mode = isComposeMap(mount) ? mount.get('mode') : undefined
          if (typeof mode !== 'bigint' || !likeModes.has(String(mode))) return []
          const octal = `0${mode.toString(8)}`
          const text = `the mode ${mode} is a decimal number, and so ${octal} for ${service}; 0${mode} is octal`
          const line = lineOf(['services', service, section, i, 'mode'])
          return [
            { kind: 'mode-decimal', severity: 'warning', text, fixes: [`write 0${mode}`], file, line, rule: 'L31' },
          ]
        })
      }),
    )
  })
}
