"""`python -m db.embedded --data DIR`: a private Postgres and Redis for development, until Ctrl-C."""

import argparse
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from db.embedded import EmbeddedError, Postgres, Redis, claim, running


def serve(data_dir: Path) -> None:
    """Run both below `data_dir` and print what to export."""
    postgres, redis = Postgres(data_dir), Redis(data_dir)
    with ExitStack() as stack:
        stack.enter_context(claim(data_dir))
        for service in (postgres, redis):
            service.prepare()
            log = data_dir / "logs" / f"{service.process.name}.log"
            stack.enter_context(running(service.process, log))
        postgres.bootstrap()
        print(f"export CMIS_DATA_DIR={data_dir.resolve()}", flush=True)  # noqa: T201 - its whole purpose
        signal.pause()


def main() -> int:
    """Serve until a signal; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m db.embedded", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="where the data is kept")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        serve(parser.parse_args().data)
    except EmbeddedError as error:
        print(error, file=sys.stderr)  # noqa: T201 - its whole purpose
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
