import type { TimelineDrawing } from '../timeline-drawing.js'
import { element } from './dom.js'
import { timelineView } from './timeline-view.js'

/** Runs in the page that `explain --html`, `upgrade --html` and `wait --html` write. */

const drawing = JSON.parse(element('data').textContent ?? '') as TimelineDrawing | null
if (drawing !== null) element('timeline').append(timelineView(drawing, 'event'))
document.body.dataset['ready'] = 'yes'
