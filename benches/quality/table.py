"""Markdown tables."""


def row(*cells):
    return '| ' + ' | '.join(str(cell) for cell in cells) + ' |'


def heading(*cells):
    return row(*cells) + '\n|' + '---|' * len(cells)


def signed(number):
    return f'{number:+.3f}'.replace('-', '−')
