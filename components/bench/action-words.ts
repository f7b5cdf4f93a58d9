import type { Action } from '@/contract/action';

/** An action as the learner would do it. */
export function actionWords(action: Action): string {
  switch (action.do) {
    case 'type':
      return `${action.host}$ ${action.line}`;
    case 'key':
      return `${action.host}: Ctrl-${action.key}`;
    case 'edit':
      return `${action.host}: ${action.text === null ? 'leave the editor' : 'save the file'}`;
    case 'browse':
      return `${action.host}: open ${action.url} in the browser`;
    case 'call':
      return `${action.process}: ${action.call}()`;
    case 'firewall':
      return `${action.host}: set ${action.rules.length} firewall rules`;
    case 'link':
      return `${action.host}: cable of ${action.iface} ${action.state}`;
    case 'segment': {
      const { loss = 0, delay = 1, jitter = 0 } = action.quality;
      const more = jitter > 0 ? `, up to ${jitter} ms more` : '';
      return `network ${action.lan}: loses ${loss} %, takes ${delay} ms${more}`;
    }
    case 'crash':
      return `${action.host}: ${action.program} dies`;
    case 'power':
      return `${action.host}: power ${action.state}`;
    case 'wait':
      return action.ms === undefined ? 'wait' : `wait ${action.ms} ms`;
    case 'tamper':
      return `packet ${action.packet}: changed on its way`;
    case 'answer':
      return `answer: ${action.value}`;
  }
}
