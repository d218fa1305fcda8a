# The course in JupyterLab, for this machine only, and with a token:
#   docker build --tag tl_nbdev .
#   docker run --rm -it --publish 127.0.0.1:8888:8888 --volume tl_nbdev:/home/student/course tl_nbdev
FROM python:3.11-slim-trixie
# the pictures of most lessons, so that they are not fetched later
RUN apt-get update \
 && apt-get install --yes --no-install-recommends tuxpaint-stamps-default \
 && rm -rf /var/lib/apt/lists/*
COPY . /source
# torch for CPUs. For NVIDIA's GPUs: --build-arg TORCH=https://pypi.org/simple, and `docker run --gpus all`
ARG TORCH=https://download.pytorch.org/whl/cpu
RUN pip install --no-cache-dir --extra-index-url "$TORCH" "/source[lessons]" && rm -rf /source
RUN useradd --create-home student
USER student
WORKDIR /home/student
# a volume that is put here belongs to the student
RUN mkdir course
EXPOSE 8888
# At a container's 127.0.0.1 nobody outside of it reaches a server. So JupyterLab listens at the container's own address, and at no
# other; `--publish 127.0.0.1:…` lets only this machine in. It asks for the token that it prints.
CMD ["sh", "-c", "exec tl-nbdev lab --folder course --no-browser --port=8888 --ip=\"$(hostname -i | cut -d' ' -f1)\""]
