"""One frozen Settings from the environment; read only by the entry points."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every ``TRADEREEL_*`` variable, typed and validated once. Defaults need nothing."""

    model_config = SettingsConfigDict(env_prefix="TRADEREEL_", frozen=True, extra="ignore")

    data: Path = Field(Path("var"), description="where the local store, the database, weights lie")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite below `data`")
    redis_url: SecretStr = Field(
        SecretStr("redis://127.0.0.1:6379/0"), description="queue and progress"
    )
    store: Literal["local", "s3"] = Field("local", description="where bytes go")
    s3_endpoint: str = Field("", description="host:port of any S3-compatible store")
    s3_bucket: str = Field("tradereel", description="must exist or be creatable")
    s3_access_key: str = ""
    s3_secret_key: SecretStr = SecretStr("")
    s3_secure: bool = Field(True, description="TLS to the store")
    s3_region: str = "us-east-1"
    secret_key: SecretStr = Field(
        SecretStr(""), description="signs sessions; empty: made once below `data`"
    )
    public_url: str = Field("http://localhost:8000", description="how browsers reach the API")
    bind: str = Field("127.0.0.1:8000", description="where the API listens")
    upload_limit: int = Field(50 * 2**30, description="bytes of one upload")
    upload_expiry: timedelta = Field(timedelta(days=2), description="an unfinished upload is kept")
    link_expiry: timedelta = Field(timedelta(minutes=15), description="download links live")
    workspace: Path | None = Field(None, description="scratch of the workers; empty: below `data`")
    weights: Path | None = Field(None, description="speech weights; empty: below `data`")
    model: str = Field("auto", description="default speech model of jobs")
    download_weights: bool = Field(True, description="fetch missing weights when a job needs them")
    encoder: Literal["auto", "x264", "nvenc", "qsv", "vaapi", "videotoolbox"] = Field(
        "auto", description="of the clips' pictures; auto: a hardware one that works, else x264"
    )
    face_model: Path | None = Field(None, description="YuNet's ONNX file; empty: OpenCV's cascades")
    llm_url: str = Field("", description="an OpenAI-compatible endpoint, with /v1; empty: none")
    llm_key: SecretStr = SecretStr("")
    llm_model: str = Field("", description="the model to ask there")
    llm_timeout: float = Field(30.0, gt=0, description="seconds for one answer")
    llm_budget: int = Field(200, ge=0, description="the most requests of one stage")
    heartbeat: float = Field(5.0, gt=0, description="seconds between a stage's signs of life")
    lost_after: float = Field(30.0, gt=0, description="seconds of silence until a stage is redone")
    attempts: int = Field(3, ge=1, description="how often a stage is tried")
    log: Literal["auto", "json", "console"] = Field("auto", description="console on a terminal")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.data / 'catalog.sqlite').absolute()}"

    @property
    def objects(self) -> Path:
        return self.data / "objects"

    @property
    def scratch(self) -> Path:
        return self.workspace or self.data / "work"

    @property
    def kept(self) -> Path:
        """What is made once and used by many jobs: a brand's intro and outro."""
        return self.data / "kept"

    @property
    def weights_cache(self) -> Path:
        return self.weights or self.data / "weights"
