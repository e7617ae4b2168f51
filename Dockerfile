FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    TSUNAGARU_MODE=production STATIC_ROOT=/srv/static
RUN groupadd --gid 10001 tsunagaru \
    && useradd --uid 10001 --gid tsunagaru --no-create-home --shell /usr/sbin/nologin tsunagaru
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/tsunagaru
COPY manage.py ./
COPY templates ./templates
COPY points ./points
COPY volunteers ./volunteers
COPY bookings ./bookings
COPY backend ./backend
# The settings ask for these; the values live for this one line only and reach nothing.
RUN SECRET_KEY=collectstatic SITE_URL=http://localhost ALLOWED_HOSTS=localhost EMAIL_URL=consolemail:// \
    DATABASE_URL=postgres://localhost/none REDIS_URL=redis://localhost/0 \
    python manage.py collectstatic --no-input
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 \
    CMD ["python", "-m", "backend.runtime", "alive"]
# WEB_CONCURRENCY sets the number of workers.
CMD ["gunicorn", "backend.config.wsgi:application", "--bind=0.0.0.0:8000", "--worker-class=gthread", \
     "--threads=4", "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-"]
