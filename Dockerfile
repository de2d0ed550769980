# The local page in a container, from the locked packages. docs/page.md says how to put it behind a proxy.
FROM python:3.12-slim

WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --create-home --uid 1000 page \
    && mkdir /data && chown page /data

USER page
VOLUME /data
EXPOSE 8000
# Compiled kernels are kept with the data, so that a container that is started again is warm.
ENV NUMBA_CACHE_DIR=/data/kernels
# A file that needs no crisis solved: is the server up?
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/assets/mark.svg', timeout=4)"]
# Names by which browsers reach it are added after this: docker run … deterrence --name crisis.example
ENTRYPOINT ["deterrence", "serve", "--host", "0.0.0.0", "--port", "8000", "--data", "/data"]
