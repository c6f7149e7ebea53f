"""Results as text: a Markdown table for each workload."""


def cell(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    return f"{value:.0f}" if value >= 1000 else f"{value:.1f}" if value >= 100 else f"{value:.2f}"


def table(title, results):
    """`results` are the measurements by program. Ratios are those of deploy to the program in the row."""
    columns = ["program", "seconds", "deploy's time ÷ its", "peak MB"]
    figures = list(dict.fromkeys(name for result in results.values() for name in result.figures))
    for name in figures:
        columns.append(name)
        if name in RATIOS:
            columns.append(f"deploy's {name} ÷ its")
    rows = []
    own = results.get("deploy")
    for program, result in results.items():
        bound = "< " if result.timed_out else ""
        row = [program, result.problem or cell(result.seconds),
               ratio(own, result, lambda one: one.seconds if not one.problem or one.timed_out else None, bound),
               cell(result.megabytes or None)]
        for name in figures:
            row.append(cell(result.figures.get(name)))
            if name in RATIOS:
                row.append(ratio(own, result, lambda one: one.figures.get(name)))
        rows.append(row)
    notes = [f"{program}: {said}" for program, result in results.items() if result.problem and not result.timed_out
             for said in [reason(result.output)] if said]
    return "\n".join([f"### {title}", "", *aligned(columns, rows), *([""] if notes else []), *notes, ""])


# Of these figures there is a ratio too.
RATIOS = {"MB/s", "transfers"}


def ratio(own, other, figure, bound=""):
    if own is None or own is other or own.problem or not (divisor := figure(other)) or not (dividend := figure(own)):
        return ""
    return f"{bound}{dividend / divisor:.3f}"


def aligned(columns, rows):
    widths = [max(len(line[index]) for line in [columns, *rows]) for index in range(len(columns))]

    def line(cells):
        return "| " + " | ".join(text.ljust(width) if index == 0 else text.rjust(width)
                                 for index, (text, width) in enumerate(zip(cells, widths))) + " |"
    rule = "|" + "|".join("-" * (width + 1) + ("-" if index == 0 else ":") for index, width in enumerate(widths)) + "|"
    return [line(columns), rule, *map(line, rows)]


def reason(output):
    """The line of what a program said that is the most like a reason."""
    # A line that ends with a colon goes on in the next one.
    lines = [line.strip() for line in output.replace(":\n", ": ").splitlines() if line.strip()]
    words = "error", "fail", "missing", "too much", "bytes"
    telling = [line for line in lines if any(word in line.lower() for word in words) and not line.startswith("raise ")]
    return " ".join((telling or lines or [""])[0].split())[:200]
