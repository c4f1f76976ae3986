"""The curation every night, and a backup of the bundle that is served, as a DAG of Airflow 2.4 and newer.

Change the paths; DASLLM is the folder of the archive "everything". A dataset that fails a gate (exit code 4) and a wrong input (3) fail at once,
since another try would end in the same way. What may pass, such as a machine that was lost, is tried again.
"""

import subprocess
from datetime import datetime, timedelta

from airflow.decorators import dag, task
from airflow.exceptions import AirflowException, AirflowFailException

DASLLM = "/opt/dasllm/bin/dasllm"
FOLDER = "/srv/dasllm"
RUN = "complaints"
STORE = "/srv/backups/dasllm"

WITHOUT_ANOTHER_TRY = {2: "the command line is wrong", 3: "an input is wrong or missing", 4: "the dataset fails a gate"}


def dasllm(*arguments):
    code = subprocess.run([DASLLM, *arguments], cwd=FOLDER, check=False).returncode
    if code in WITHOUT_ANOTHER_TRY:
        raise AirflowFailException(WITHOUT_ANOTHER_TRY[code])
    if code != 0:
        raise AirflowException(f"dasllm {arguments[0]} ended with {code}")


@dag(
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
    tags=["dasllm"],
)
def dasllm_nightly():
    @task
    def curate():
        dasllm("curate", f"{RUN}.yaml")

    @task
    def backup():
        dasllm("backup", f"runs/{RUN}/bundle", STORE, "--check")

    curate()
    backup()


dasllm_nightly()
