/** Values as mongosh prints them (util.inspect of Node.js with its own settings). */
import type { BsonValue } from '../../program/mongodb/bson';

/** Lines are not longer than this where a value can be broken. */
const WIDTH = 72;

function quote(text: string): string {
  const inner = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
  if (!inner.includes("'")) return `'${inner}'`;
  return inner.includes('"') ? `'${inner.replaceAll("'", "\\'")}'` : `"${inner}"`;
}

export function formatMongoValue(value: BsonValue, indent = 0): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (!Array.isArray(value)) {
    if ('$oid' in value && typeof value.$oid === 'string') return `ObjectId('${value.$oid}')`;
    if ('$date' in value && typeof value.$date === 'number')
      return `ISODate('${new Date(value.$date).toISOString()}')`;
    if ('$long' in value && typeof value.$long === 'string') return `Long('${value.$long}')`;
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner = Array.isArray(value)
    ? value.map((one) => formatMongoValue(one, indent + 2))
    : Object.entries(value).map(([name, one]) => {
        const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
        return `${key}: ${formatMongoValue(one as BsonValue, indent + 2)}`;
      });
  if (inner.length === 0) return `${open}${close}`;
  const flat = `${open} ${inner.join(', ')} ${close}`;
  const documents =
    Array.isArray(value) && value.some((one) => typeof one === 'object' && one !== null);
  if (!documents && flat.length + indent <= WIDTH && !flat.includes('\n')) return flat;
  const gap = ' '.repeat(indent + 2);
  return `${open}\n${inner.map((one) => gap + one).join(',\n')}\n${' '.repeat(indent)}${close}`;
}
