"""How the web server runs. Start: gunicorn --config deploy/gunicorn.conf.py deploy.wsgi:application

Threads, because answers wait for the database and pages are rendered on the server. Each worker loads the
application by itself (no preload): a pool of database connections and its threads must not be copied by fork, and
`kill -HUP` then brings in new code. deploy.wsgi refuses to start with a master key that does not open this
database; gunicorn then ends at once instead of trying again.
"""

from deploy import env
from deploy.serving import ACCESS_FORMAT

bind = env.text("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = env.number("WEB_WORKERS", 2)
threads = env.number("WEB_THREADS", 4)
preload_app = False

# A PDF takes well under a second; a request that needs longer than this is stuck.
timeout = 60
graceful_timeout = 30
keepalive = 5
# A worker is renewed now and then, not all at the same moment.
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108  (memory: a heartbeat must not wait for a disk)

# One way to steer it is enough: signals.
control_socket_disable = True

limit_request_line = 4094
limit_request_fields = 60

logger_class = "deploy.serving.QuietLogger"
accesslog = "-"
errorlog = "-"
access_log_format = ACCESS_FORMAT
