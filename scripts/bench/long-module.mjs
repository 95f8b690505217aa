/** Python that looks like written code, as long as is asked for. */

/** A module of about so many lines that looks like written code: classes, loops, calls, containers. */
export function longModule(lines) {
  const parts = ['import gc', 'import os', ''];
  for (let index = 0; parts.length < lines; index += 1) {
    parts.push(
      `class Store${index}:`,
      `    """Keeps what it is given, number ${index}."""`,
      '',
      '    def __init__(self, name, size=10):',
      '        self.name = name',
      '        self.items = []',
      '        self.index = {}',
      '        self.size = size',
      '',
      '    def add(self, key, value):',
      '        entry = (key, value)',
      '        self.items.append(entry)',
      '        self.index[key] = entry',
      '        if len(self.items) > self.size:',
      '            old = self.items.pop(0)',
      '            del self.index[old[0]]',
      '        return entry',
      '',
      '    def report(self):',
      '        total = 0',
      '        for key, value in self.items:',
      '            total = total + len(key)',
      '            if value is None:',
      '                continue',
      '            total = total + 1',
      '        return total',
      '',
      `def build_${index}(names):`,
      `    store = Store${index}("n")`,
      '    for name in names:',
      '        store.add(name, os.path.basename(name))',
      '    return store',
      '',
    );
  }
  return `${parts.join('\n')}\n`;
}
