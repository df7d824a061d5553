"""What Gradio's server does here beyond what Gradio has it do. It is set up when the server starts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gradio.route_utils import FnIndexInferError

from mae_demo.ui.errors import refuse_misfits
from mae_demo.ui.guard import Guard, misfit, unknown
from mae_demo.ui.kept import Kept
from mae_demo.ui.languages import Speaks
from mae_demo.ui.sessions import Sessions
from mae_demo.ui.skipping import skip_at_once
from mae_demo.ui.trimming import trim_often
from mae_demo.ui.uploads import Uploads, sweep

if TYPE_CHECKING:
    from gradio.routes import App


ERRORS = {KeyError: unknown, FnIndexInferError: unknown, TypeError: misfit}


@asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    """Give the app sessions that begin at once, and in front of all its layers a guard, a language and a memory."""
    app.state_holder = Sessions()
    app.state_holder.set_blocks(app.get_blocks())
    skip_at_once(app.get_blocks())
    refuse_misfits(app.get_blocks())
    app.middleware_stack = Kept(Speaks(Guard(Uploads(app.middleware_stack))))
    housekeeping = [asyncio.create_task(each) for each in (sweep(Path(app.uploaded_file_dir)), trim_often())]
    yield
    for task in housekeeping:
        task.cancel()
